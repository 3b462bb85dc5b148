import type { Identity } from "../identity/identity.ts";
import { plainText } from "./answer.ts";
import { askRouter } from "./ask-router.ts";
import { readStart } from "./body.ts";
import type { ApiContext } from "./context.ts";

/** Read of a ping's body: far over the line that is kept. The rest is left unread, for a ping must not fail by its text. */
export const MAX_PING_BODY_BYTES = 64 * 1024;

/** POST /heartbeat/:name: a sign of life from anything that can send a request, or word that it failed. */
export async function ping(c: ApiContext, caller: Identity): Promise<Response> {
  const status = c.req.query("status") ?? "ok";
  if (status !== "ok" && status !== "fail") {
    return plainText(400, `Cannot take the status ${JSON.stringify(status)}: it is ok or fail.\n`);
  }
  const name = c.req.param("name") ?? "";
  const text = await readStart(c.req.raw, MAX_PING_BODY_BYTES);
  const taken = await askRouter(c.env, caller.tenant, (router) =>
    router.heartbeat(name, { status, text, source: caller.name }),
  );
  return taken.ok ? new Response(null, { status: 200 }) : plainText(404, `${taken.error.message}.\n`);
}
