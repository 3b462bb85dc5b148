import type { Identity } from "../identity/identity.ts";
import type { GettableSilence, OwnedSilence, SilenceError } from "../router/rpc.ts";
import { askRouter } from "./ask-router.ts";
import { readText } from "./body.ts";
import type { ApiContext } from "./context.ts";
import { parsePostableSilence } from "./postable-silence.ts";
import { v2Empty, v2Fault, v2Json } from "./v2-answer.ts";
import { queryValues, readFlag } from "./v2-query.ts";
import { refuseFormat } from "./v2-request.ts";

/** Eight times what a silence may hold when stored: JSON may write one character as six. */
export const MAX_SILENCE_BODY_BYTES = 512 * 1024;

const dashed = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Every way to write one that upstream's library reads; only the plain one can be that of a silence. */
const uuid = new RegExp(`^(?:(?:urn:uuid:)?${dashed}|.${dashed}.|[0-9a-f]{32})$`, "i");

export async function getSilences(c: ApiContext, caller: Identity): Promise<Response> {
  return refuseFormat(c) ?? (await listSilences(c, caller, shown));
}

/** The same list with the identity that wrote each, which `createdBy` only claims. */
export function ownedSilences(c: ApiContext, caller: Identity): Promise<Response> {
  return listSilences(c, caller, (silence) => ({ ...shown(silence), identity: silence.identity }));
}

async function listSilences(
  c: ApiContext,
  caller: Identity,
  show: (silence: OwnedSilence) => object,
): Promise<Response> {
  const filters = queryValues(c, "filter");
  const found = await askRouter(c.env, caller.tenant, (router) => router.listSilences(filters));
  if (!found.ok) return refuse(found.error);
  const isAsked = {
    active: readFlag(c, "active"),
    pending: readFlag(c, "pending"),
    expired: readFlag(c, "expired"),
  };
  const wanted = found.value.filter(({ status }) => isAsked[status.state]);
  return v2Json(200, wanted.map(show));
}

export async function getSilence(c: ApiContext, caller: Identity): Promise<Response> {
  const id = c.req.param("id") ?? "";
  const refused = refuseFormat(c) ?? refuseId(id);
  if (refused) return refused;
  const found = await askRouter(c.env, caller.tenant, (router) => router.getSilence(id));
  return found.ok ? v2Json(200, shown(found.value)) : refuseOne(found.error);
}

export async function postSilence(c: ApiContext, caller: Identity): Promise<Response> {
  const refused = refuseFormat(c);
  if (refused) return refused;
  const body = await readText(c.req.raw, MAX_SILENCE_BODY_BYTES);
  if (!body.ok) return v2Fault(bodyFaults[body.error]);
  const silence = parsePostableSilence(body.value);
  if (!silence.ok) return v2Fault(silence.error);
  const set = await askRouter(c.env, caller.tenant, (router) =>
    router.setSilence(silence.value, caller.name),
  );
  return set.ok ? v2Json(200, { silenceID: set.value.silenceID }) : refuse(set.error);
}

export async function deleteSilence(c: ApiContext, caller: Identity): Promise<Response> {
  const id = c.req.param("id") ?? "";
  const refused = refuseFormat(c) ?? refuseId(id);
  if (refused) return refused;
  const expired = await askRouter(c.env, caller.tenant, (router) => router.expireSilence(id, caller.name));
  return expired.ok ? v2Empty(200) : refuseOne(expired.error);
}

const bodyFaults = {
  too_large: { code: 413, message: `Cannot take a silence over ${MAX_SILENCE_BODY_BYTES} bytes` },
  not_utf8: { code: 400, message: "Cannot read the body: it is not UTF-8" },
} as const;

function refuseId(id: string): Response | undefined {
  if (uuid.test(id)) return undefined;
  return v2Fault({ code: 601, message: `silenceID in path must be of type uuid: ${JSON.stringify(id)}` });
}

/** Upstream's handlers refuse with a bare JSON string. */
function refuse(error: SilenceError): Response {
  switch (error.kind) {
    case "not_found":
      return v2Json(404, "silence not found");
    case "invalid":
      return v2Json(400, error.message);
  }
}

/** Asked by its id, a silence that is not there is an empty 404. */
function refuseOne(error: SilenceError): Response {
  return error.kind === "not_found" ? v2Empty(404) : refuse(error);
}

/** Field by field, so that nothing of ours slips into upstream's shape. */
function shown(silence: OwnedSilence): GettableSilence {
  const { id, status, updatedAt, startsAt, endsAt, createdBy, comment, matchers, annotations } = silence;
  const isAnnotated = annotations !== undefined && Object.keys(annotations).length > 0;
  return {
    id,
    status: { state: status.state },
    updatedAt,
    comment,
    createdBy,
    endsAt,
    startsAt,
    matchers: matchers.map(({ name, value, isRegex, isEqual }) => ({ isEqual, isRegex, name, value })),
    ...(isAnnotated && { annotations }),
  };
}
