import type { RefusalReason } from "../alert/incoming.ts";
import type { Identity } from "../identity/identity.ts";
import { askRouter } from "./ask-router.ts";
import { type ApiContext, logOf } from "./context.ts";

/** A refusal that the router has not seen: it is told, so that it can count it and raise FarwatchIntakeRefused. */
export function noteRefusedHere(c: ApiContext, caller: Identity, reason: RefusalReason): void {
  const noted = askRouter(c.env, caller.tenant, (router) => router.noteRefusal(caller.name, reason));
  const log = logOf(c);
  c.executionCtx.waitUntil(noted.catch((error) => log("error", "refusal not counted", { reason, error })));
}
