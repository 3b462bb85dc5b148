import type { NotifyReason } from "../receiver/receiver.ts";
import { EMPTY_ENTRY, type LogEntry } from "./notification-log.ts";
import { type Content, type OutboxRow, sameContent } from "./outbox.ts";

/** Why a flush tells an integration nothing. Closed, because it becomes the `reason` label beside the NotifyReasons. */
export type SkipReason =
  | "nothing to tell"
  | "all alerts muted"
  | "no change"
  | "not renewed since the last notification"
  | "resolves not wanted"
  | "already waiting";

/** A group's unmuted alerts at a flush, by fingerprint. */
export interface GroupContent {
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  readonly unknown: readonly string[];
  /** Whether all its alerts are muted, so that there is nothing to see at all. */
  readonly muted: boolean;
  /** Whether a repeat at this time may tell the alert: upstream's always, a webhook's only when renewed after `since`. */
  isRenewed(fingerprint: string, since: number): boolean;
}

export interface DecideOptions {
  readonly sendResolved: boolean;
  readonly repeatIntervalMs: number;
  readonly now: number;
  /** An operator wants it told again, though nothing changed. */
  readonly isReplay?: boolean;
}

export type Decision =
  | { readonly notify: true; readonly reason: NotifyReason; readonly content: Content }
  | { readonly notify: false; readonly reason: SkipReason };

/**
 * Whether one integration is told of a group now, and why: upstream's dedup stage (notify/dedup_stage.go), which knows
 * only what was told, extended by what was decided and never delivered and by what was not renewed.
 */
export function decide(
  group: GroupContent,
  entry: LogEntry | undefined,
  pending: OutboxRow | undefined,
  options: DecideOptions,
): Decision {
  const decision = decideByLog(group, entry ?? EMPTY_ENTRY, pending, options);
  if (!decision.notify || pending === undefined) return decision;
  if (!sameContent(decision.content, pending.content)) return decision;
  return { notify: false, reason: "already waiting" };
}

function decideByLog(
  group: GroupContent,
  entry: LogEntry,
  pending: OutboxRow | undefined,
  options: DecideOptions,
): Decision {
  if (group.muted) return { notify: false, reason: "all alerts muted" };
  const facts = compare(group, entry, pending, options.sendResolved);
  // A replay that still waits stays one: it must ring, and no tick may take it back.
  const isReplay = options.isReplay === true || pending?.reason === "replayed";
  const isAnyTold = group.firing.length + group.unknown.length > 0;
  const reason = isReplay && isAnyTold ? "replayed" : reasonToTell(group, entry, facts, options);
  if (reason === undefined) return { notify: false, reason: reasonToSkip(group, facts, options) };
  const { firing, unknown } = group;
  if (reason !== "repeat interval elapsed") {
    return { notify: true, reason, content: { firing, resolved: facts.resolved, unknown } };
  }
  const repeated = firing.filter((fingerprint) => group.isRenewed(fingerprint, entry.at));
  if (repeated.length === 0) return { notify: false, reason: "not renewed since the last notification" };
  return { notify: true, reason, content: { firing, resolved: facts.resolved, unknown, repeated } };
}

interface Facts {
  /** Resolved ones that this integration shall hear of. */
  readonly resolved: readonly string[];
  /** Any of them, or of those it does not want, that it was told or is owed. */
  readonly endedKnown: boolean;
  /** Any of `resolved` whose firing was decided and never told; the log may know it as resolved from its time before. */
  readonly owesResolved: boolean;
  readonly newFiring: boolean;
  readonly newUnknown: boolean;
  /** Nothing was told yet, or all that was told has ended. */
  readonly first: boolean;
}

function compare(
  group: GroupContent,
  entry: LogEntry,
  pending: OutboxRow | undefined,
  sendResolved: boolean,
): Facts {
  const firing = new Set(entry.firing);
  const unknown = new Set(entry.unknown);
  const doubted = new Set(entry.doubted);
  const isTold = (fingerprint: string) => firing.has(fingerprint) || unknown.has(fingerprint);
  const owed = new Set([...entry.owed, ...(pending?.undelivered ?? [])]);
  const isLate = (fingerprint: string) => owed.has(fingerprint) && !isTold(fingerprint);
  const resolved = sendResolved ? group.resolved : group.resolved.filter(isLate);
  return {
    resolved,
    endedKnown: group.resolved.some((fingerprint) => isTold(fingerprint) || owed.has(fingerprint)),
    owesResolved: resolved.some(isLate),
    newFiring: group.firing.some((fingerprint) => !firing.has(fingerprint) || doubted.has(fingerprint)),
    newUnknown: group.unknown.some((fingerprint) => !unknown.has(fingerprint) || doubted.has(fingerprint)),
    first: entry.firing.length + entry.unknown.length === 0,
  };
}

function reasonToTell(
  group: GroupContent,
  entry: LogEntry,
  facts: Facts,
  options: DecideOptions,
): NotifyReason | undefined {
  if (facts.first && (facts.newFiring || facts.newUnknown)) return "first notification";
  if (facts.newFiring) return "new alerts added";
  if (facts.newUnknown) return "alerts not renewed";
  if (group.firing.length === 0) {
    if (!facts.endedKnown || facts.resolved.length === 0) return undefined;
    return group.unknown.length === 0 ? "all alerts resolved" : "some alerts resolved";
  }
  const told = new Set(entry.resolved);
  const endedNew = facts.resolved.some((fingerprint) => !told.has(fingerprint));
  if (endedNew || facts.owesResolved) return "some alerts resolved";
  const elapsed = options.now - entry.at > options.repeatIntervalMs;
  return elapsed ? "repeat interval elapsed" : undefined;
}

function reasonToSkip(group: GroupContent, facts: Facts, options: DecideOptions): SkipReason {
  if (!options.sendResolved && facts.endedKnown && group.firing.length === 0) return "resolves not wanted";
  if (group.firing.length === 0) return "nothing to tell";
  return "no change";
}
