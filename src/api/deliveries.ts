import type { Identity } from "../identity/identity.ts";
import type { ReplayError } from "../router/replay.ts";
import { plainText } from "./answer.ts";
import { askRouter } from "./ask-router.ts";
import type { ApiContext } from "./context.ts";
import { readDeliveryQuery } from "./delivery-query.ts";

/** GET /api/farwatch/v1/deliveries: what was sent, what failed and what waits, newest first, a page at a time. */
export async function getDeliveries(c: ApiContext, caller: Identity): Promise<Response> {
  const query = readDeliveryQuery(new URL(c.req.url).searchParams);
  if (!query.ok) return plainText(400, `${query.error}.\n`);
  return Response.json(await askRouter(c.env, caller.tenant, (router) => router.deliveries(query.value)));
}

export async function getDelivery(c: ApiContext, caller: Identity): Promise<Response> {
  const found = await askRouter(c.env, caller.tenant, (router) => router.delivery(idOf(c)));
  return found === null ? plainText(404, `There is no delivery ${quotedId(c)}.\n`) : Response.json(found);
}

/** POST /api/farwatch/v1/deliveries/:id/replay: 202, because nobody waits for the provider. */
export async function replayDelivery(c: ApiContext, caller: Identity): Promise<Response> {
  const replayed = await askRouter(c.env, caller.tenant, (router) =>
    router.replayDelivery(idOf(c), caller.name),
  );
  if (replayed.ok) return Response.json(replayed.value, { status: 202 });
  const { kind, message } = replayed.error;
  if (kind === "unknown")
    return plainText(404, `Cannot replay delivery ${quotedId(c)}: there is no such delivery.\n`);
  return plainText(statusOfReplay[kind], `${message}.\n`);
}

const statusOfReplay = { muted: 409, gone: 410 } as const satisfies Record<
  Exclude<ReplayError["kind"], "unknown">,
  number
>;

/** 0 is nobody's. */
function idOf(c: ApiContext): number {
  const id = c.req.param("id") ?? "";
  return /^\d{1,15}$/.test(id) ? Number(id) : 0;
}

function quotedId(c: ApiContext): string {
  return JSON.stringify(c.req.param("id") ?? "");
}
