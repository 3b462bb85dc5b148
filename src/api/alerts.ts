import { MAX_BODY_BYTES } from "../alert/webhook.ts";
import type { Identity } from "../identity/identity.ts";
import { askRouter } from "./ask-router.ts";
import { readText } from "./body.ts";
import type { ApiContext } from "./context.ts";
import { noteRefusedHere } from "./refused-here.ts";
import { v2Empty, v2Fault, v2Json } from "./v2-answer.ts";
import { refuseFormat } from "./v2-request.ts";

/** POST /api/v2/alerts: the text goes to the router as it is, because parsing would take the front's CPU time. */
export async function postAlerts(c: ApiContext, caller: Identity): Promise<Response> {
  const refused = refuseFormat(c);
  if (refused) return refused;
  const body = await readText(c.req.raw, MAX_BODY_BYTES);
  if (!body.ok) {
    const fault = bodyFaults[body.error];
    noteRefusedHere(c, caller, fault.reason);
    return v2Fault({ code: fault.code, message: fault.message });
  }
  const taken = await askRouter(c.env, caller.tenant, (router) => router.postAlerts(caller.name, body.value));
  if (taken.ok) return v2Empty(200);
  const { code, message } = taken.error;
  // Where only some alerts are wrong, upstream's handler answers with a bare JSON string.
  return code === undefined ? v2Json(400, message) : v2Fault({ code, message });
}

const bodyFaults = {
  too_large: { reason: "too_large", code: 413, message: `Cannot take a body over ${MAX_BODY_BYTES} bytes` },
  not_utf8: { reason: "malformed", code: 400, message: "Cannot read the body: it is not UTF-8" },
} as const;
