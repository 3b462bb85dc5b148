import { goQuote, type Labels } from "../alert/labels.ts";
import { compileMatcher, type Matcher, type MatchOp } from "../alert/matcher.ts";
import { regexpProblem } from "../alert/matcher-regexp.ts";
import { err, ok, type Result } from "../alert/result.ts";
import { parseTimestamp } from "../alert/timestamp.ts";
import { type Silence, type SilenceState, silenceState } from "./silence.ts";

/** A matcher as the v2 API writes it. */
export interface ApiMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** The body of a POST, its shape already checked. */
export interface PostedSilence {
  readonly id?: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
  readonly matchers: readonly ApiMatcher[];
  readonly annotations?: Labels;
}

/** What a GET shows, and the identity beside it. */
export interface ShownSilence {
  readonly id: string;
  readonly status: { readonly state: SilenceState };
  readonly updatedAt: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
  readonly matchers: readonly ApiMatcher[];
  /** Absent when empty, as upstream leaves it out. */
  readonly annotations?: Labels;
  readonly identity: string;
}

/** Go's zero time, the beginning of the year 1: a start that was not given. */
const UNSET_MS = -62_135_596_800_000;

/** A silence as the v2 API shows it. */
export function toGettable(silence: Silence, now: number): ShownSilence {
  const { id, updatedAt, startsAt, endsAt, createdBy, comment, annotations, identity } = silence;
  return {
    id,
    status: { state: silenceState(silence, now) },
    updatedAt: isoMs(updatedAt),
    startsAt: isoMs(startsAt),
    endsAt: isoMs(endsAt),
    createdBy,
    comment,
    matchers: silence.matchers.map(toApiMatcher),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    identity,
  };
}

/** Reads a POST body; the id is the body's own, or empty. The messages are upstream's, because clients show them. */
export function fromPostable(posted: PostedSilence, identity: string, now: number): Result<Silence, string> {
  const startsAt = parseTimestamp(posted.startsAt)?.ms;
  const endsAt = parseTimestamp(posted.endsAt)?.ms;
  if (startsAt === undefined) return err(`cannot parse startsAt ${JSON.stringify(posted.startsAt)}`);
  if (endsAt === undefined) return err(`cannot parse endsAt ${JSON.stringify(posted.endsAt)}`);
  if (startsAt >= endsAt) return err("Failed to create silence: start time must be before end time");
  if (endsAt < now) return err("Failed to create silence: end time can't be in the past");

  const matchers = compileMatchers(posted.matchers);
  if (!matchers.ok) return matchers;
  const { id = "", createdBy, comment, annotations = {} } = posted;
  const times = { startsAt: startsAt === UNSET_MS ? now : startsAt, endsAt, updatedAt: now };
  return ok({ id, matchers: matchers.value, ...times, createdBy, comment, annotations, identity });
}

function compileMatchers(posted: readonly ApiMatcher[]): Result<readonly Matcher[], string> {
  const matchers: Matcher[] = [];
  for (const [index, one] of posted.entries()) {
    const matcher = compilePosted(one);
    if (!matcher.ok) return err(`invalid silence: invalid label matcher ${index} in set 0: ${matcher.error}`);
    matchers.push(matcher.value);
  }
  return ok(matchers);
}

function compilePosted({ name, isEqual, isRegex, value }: ApiMatcher): Result<Matcher, string> {
  if (name === "") return err('invalid label name ""');
  const problem = isRegex ? regexpProblem(value) : undefined;
  if (problem !== undefined) return err(`invalid regular expression ${goQuote(value)}: ${problem}`);
  return compileMatcher(name, opOf(isEqual, isRegex), value);
}

function opOf(isEqual: boolean, isRegex: boolean): MatchOp {
  if (isRegex) return isEqual ? "=~" : "!~";
  return isEqual ? "=" : "!=";
}

function toApiMatcher({ name, op, value }: Matcher): ApiMatcher {
  return { name, value, isRegex: op === "=~" || op === "!~", isEqual: op === "=" || op === "=~" };
}

function isoMs(ms: number): string {
  return new Date(ms).toISOString();
}
