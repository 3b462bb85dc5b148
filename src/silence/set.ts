import { err, ok, type Result } from "../alert/result.ts";
import { type Stored, silenceBytes, validateCapacity, validateSilence } from "./limits.ts";
import { expire, type Silence, sameMatcher, silenceState } from "./silence.ts";

/** What a POST leads to: the silences to write, all at once, and the id to answer. */
export interface SetDecision {
  readonly write: readonly Silence[];
  readonly id: string;
}

/**
 * Decides a POST as upstream does. A change of what is quiet, or of since when, ends the previous silence and makes
 * another under `newId`, so that the record of what was silenced stays true; anything else keeps the id. Whether the
 * body's id is known is the caller's matter: `previous` is that silence.
 */
export function decideSet(
  previous: Silence | undefined,
  next: Silence,
  now: number,
  newId: string,
  stored: Stored,
): Result<SetDecision, string> {
  const invalid = validateSilence(next);
  if (invalid !== undefined) return err(`invalid silence: ${invalid}`);
  if (previous !== undefined && canUpdate(previous, next, now)) return update(previous, next, now, stored);

  const created = { ...next, id: newId, startsAt: Math.max(next.startsAt, now), updatedAt: now };
  const full = validateCapacity(stored, 1, silenceBytes(created));
  if (full !== undefined) return err(full);
  return ok({ write: [...replaced(previous, next.identity, now), created], id: newId });
}

function update(previous: Silence, next: Silence, now: number, stored: Stored): Result<SetDecision, string> {
  // A start sent back with less precision must not move: it might lie ahead, and wake someone for a moment.
  const startsAt = silenceState(previous, now) === "pending" ? next.startsAt : previous.startsAt;
  const updated = { ...next, id: previous.id, startsAt, updatedAt: now };
  const full = validateCapacity(stored, 0, silenceBytes(updated) - silenceBytes(previous));
  return full === undefined ? ok({ write: [updated], id: previous.id }) : err(full);
}

function replaced(previous: Silence | undefined, identity: string, now: number): Silence[] {
  if (previous === undefined || silenceState(previous, now) === "expired") return [];
  return [expire(previous, now, identity)];
}

/** Whether `next` may take the place of `previous` under the same id. */
export function canUpdate(previous: Silence, next: Silence, now: number): boolean {
  if (!sameMatchers(previous, next)) return false;
  // Upstream's store, unlike its API, counts the last instant in: an extension at that very moment keeps the id.
  const state = now === previous.endsAt ? "active" : silenceState(previous, now);
  switch (state) {
    case "active":
      // Clients send the start back with less precision than they got it: upstream compares seconds.
      return unixSecond(previous.startsAt) === unixSecond(next.startsAt) && next.endsAt >= now;
    case "pending":
      return next.startsAt >= now;
    case "expired":
      return false;
  }
}

function sameMatchers(a: Silence, b: Silence): boolean {
  return (
    a.matchers.length === b.matchers.length &&
    a.matchers.every((matcher, index) => {
      const other = b.matchers[index];
      return other !== undefined && sameMatcher(matcher, other);
    })
  );
}

function unixSecond(ms: number): number {
  return Math.floor(ms / 1000);
}
