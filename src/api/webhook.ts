import type { RefusalReason } from "../alert/incoming.ts";
import { MAX_BODY_BYTES } from "../alert/webhook.ts";
import type { Identity } from "../identity/identity.ts";
import { plainText } from "./answer.ts";
import { askRouter } from "./ask-router.ts";
import { readText } from "./body.ts";
import type { ApiContext } from "./context.ts";
import { noteRefusedHere } from "./refused-here.ts";

/** POST /webhook/alertmanager: the text goes to the router as it is, because parsing would take the front's CPU time. */
export async function receiveWebhook(c: ApiContext, caller: Identity): Promise<Response> {
  const encoding = c.req.header("Content-Encoding");
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    const sentence = `Cannot read a body with Content-Encoding "${encoding}": send it plain.`;
    return refuseHere(c, caller, "malformed", sentence);
  }
  const body = await readText(c.req.raw, MAX_BODY_BYTES);
  if (!body.ok) return refuseBody(c, caller, body.error);
  const taken = await askRouter(c.env, caller.tenant, (router) =>
    router.ingestWebhook(caller.name, body.value),
  );
  if (taken.ok) return new Response(null, { status: 200 });
  return plainText(statusOfRefusal(taken.error.reason), `${taken.error.message}\n`);
}

function refuseBody(c: ApiContext, caller: Identity, fault: "too_large" | "not_utf8"): Response {
  if (fault === "not_utf8") {
    return refuseHere(c, caller, "malformed", "Cannot read the body: it is not UTF-8.");
  }
  const limit = `${MAX_BODY_BYTES / 1024 / 1024} MiB`;
  const sentence = `Cannot take a body over ${limit}: set max_alerts or group by more labels.`;
  return refuseHere(c, caller, "too_large", sentence);
}

function refuseHere(c: ApiContext, caller: Identity, reason: RefusalReason, sentence: string): Response {
  noteRefusedHere(c, caller, reason);
  return plainText(statusOfRefusal(reason), `${sentence}\n`);
}

/** Alertmanager does not send a 4xx again: none of these would be taken the second time. */
export function statusOfRefusal(reason: RefusalReason): 400 | 413 {
  switch (reason) {
    case "too_large":
    case "too_many_alerts":
      return 413;
    case "too_many_labels":
    case "label_too_long":
    case "malformed":
    case "wrong_version":
      return 400;
  }
}
