import { parseMatcher } from "../alert/matcher-parse.ts";
import { err, ok, type Result } from "../alert/result.ts";
import { fromPostable, toGettable } from "../silence/api.ts";
import { validateSilence } from "../silence/limits.ts";
import { decideSet } from "../silence/set.ts";
import { expire, isGarbage, matchesFilter, type Silence, sortSilences } from "../silence/silence.ts";
import { reconsiderRow } from "./flush.ts";
import { lookAfterSilenced } from "./follow-up.ts";
import type { OwnedSilence, PostableSilence, SilenceError } from "./rpc.ts";
import type { RouterState } from "./state.ts";
import { lookSoon } from "./watch.ts";

/** All silences in upstream's order, those that carry every filter's matcher. */
export function listSilences(
  state: RouterState,
  filters: readonly string[],
  now: number,
): Result<readonly OwnedSilence[], SilenceError> {
  const parsed = filters.map((filter) => parseMatcher(filter));
  const matchers = parsed.flatMap((result) => (result.ok ? [result.value] : []));
  const wrong = parsed.find((result) => !result.ok);
  if (wrong !== undefined && !wrong.ok) return err({ kind: "invalid", message: wrong.error });
  const chosen = [...state.silences.values()].filter((silence) => matchesFilter(silence, matchers));
  return ok(sortSilences(chosen, now).map((silence) => toGettable(silence, now)));
}

export function getSilence(state: RouterState, id: string, now: number): Result<OwnedSilence, SilenceError> {
  const silence = state.silences.get(id);
  return silence === undefined ? err({ kind: "not_found" }) : ok(toGettable(silence, now));
}

/** Creates a silence, or changes one as upstream would; what it now covers is not sent any more. */
export function setSilence(
  state: RouterState,
  posted: PostableSilence,
  identity: string,
  newId: string,
  now: number,
): Result<{ silenceID: string }, SilenceError> {
  const silence = readSilence(posted, identity, now);
  if (!silence.ok) return err({ kind: "invalid", message: silence.error });
  // Upstream, too, asks for the id last: a client that is told of an unknown one posts the same silence without it.
  const previous = posted.id ? state.silences.get(posted.id) : undefined;
  if (posted.id && previous === undefined) return err({ kind: "not_found" });
  const decision = decideSet(previous, silence.value, now, newId, state.silences);
  if (!decision.ok) return err({ kind: "invalid", message: decision.error });
  writeSilences(state, decision.value.write, now);
  return ok({ silenceID: decision.value.id });
}

function readSilence(posted: PostableSilence, identity: string, now: number): Result<Silence, string> {
  const silence = fromPostable(posted, identity, now);
  const invalid = silence.ok ? validateSilence(silence.value) : undefined;
  return invalid === undefined ? silence : err(`invalid silence: ${invalid}`);
}

export function expireSilence(
  state: RouterState,
  id: string,
  identity: string,
  now: number,
): Result<null, SilenceError> {
  const silence = state.silences.get(id);
  if (silence === undefined) return err({ kind: "not_found" });
  const expired = expire(silence, now, identity);
  if (expired !== silence) writeSilences(state, [expired], now);
  return ok(null);
}

function writeSilences(state: RouterState, silences: readonly Silence[], now: number): void {
  for (const silence of silences) {
    state.silences.set(silence);
    state.store.putSilence(silence);
  }
  crossSilenceEdge(state, now);
}

/** Silences changed, or one started or ended: what waits to be sent is decided again under those of now. */
export function crossSilenceEdge(state: RouterState, now: number): void {
  state.silenceEdgeAt = state.silences.nextEdge(now);
  lookSoon(state, now);
  for (const row of [...state.outbox.values()]) reconsiderRow(state, row, now);
  lookAfterSilenced(state, now);
}

export function dropOldSilences(state: RouterState, now: number): void {
  for (const silence of [...state.silences.values()]) {
    if (!isGarbage(silence, now)) continue;
    state.silences.delete(silence.id);
    state.store.deleteSilence(silence.id);
  }
}
