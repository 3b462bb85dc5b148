import { defined } from "../config/defined.ts";
import { decide, type GroupContent } from "../notify/decide.ts";
import { type OutboxRow, rowKey } from "../notify/outbox.ts";
import { RETRY_GIVE_UP_MS, retryDelayMs } from "../notify/retry.ts";
import type { FailureReason, SendOutcome } from "../receiver/receiver.ts";
import { cutGroupKey } from "./delivery.ts";
import { noteDelivered } from "./delivery-failing.ts";
import { endRow } from "./end-row.ts";
import { failOverRefused } from "./fail-over.ts";
import { reconsiderRow } from "./flush.ts";
import { hastenSilenced } from "./follow-up.ts";
import { releaseTold } from "./release.ts";
import type { RouterState } from "./state.ts";
import type { Attempt } from "./store.ts";

/** A send that came back: the row as it was when it left, and what the provider said. */
export interface Landed {
  readonly row: OutboxRow;
  readonly outcome: SendOutcome;
  readonly startedAt: number;
  readonly latencyMs: number;
  /** First characters of the answer, secrets masked. */
  readonly answer: string;
}

/** Temporary failures that are the provider's own word, or never left: nobody can have read the message. */
const NEVER_ARRIVED: ReadonlySet<FailureReason> = new Set(["rate_limited", "missing_secret"]);

export function settleAll(state: RouterState, landed: readonly Landed[], now: number): void {
  for (const one of landed) settle(state, one, now);
}

/** Writes what became of a send: log and attempt on success, the next wait or the end of the row on failure. */
export function settle(state: RouterState, landed: Landed, now: number): void {
  const { row, outcome } = landed;
  state.queue.landed(rowKey(row.groupId, row.integration));
  const current = state.pending(row.groupId, row.integration);
  // A row that was withdrawn or whose receiver vanished while it flew leaves its attempt and nothing else to do.
  if (outcome.ok) settleSent(state, landed, current, now);
  else settleFailed(state, landed, outcome, current, now);
  const { firing, resolved, unknown } = row.content;
  releaseTold(state, [...resolved, ...firing, ...unknown]);
}

function settleSent(state: RouterState, landed: Landed, current: OutboxRow | undefined, now: number): void {
  const { row, outcome } = landed;
  record(state, landed, "sent");
  noteDelivered(state, row.integration, now);
  // Sent twice, and the first landing let the group go: an entry of its own would silence the next group of that name.
  if (!state.groups.has(row.groupId)) return;
  state.putEntry(row.groupId, row.integration, {
    firing: row.content.firing,
    resolved: row.content.resolved,
    unknown: row.content.unknown,
    owed: [],
    at: now,
    ...(outcome.ok ? defined({ state: outcome.state, followUpAt: followUpAt(outcome, now) }) : {}),
  });
  hastenSilenced(state, rowKey(row.groupId, row.integration), now);
  if (current === undefined) return;
  if (isSameState(current, row)) return state.deleteRow(row.groupId, row.integration);
  keepNewer(state, row, current, now);
}

function followUpAt({ followUpMs }: Extract<SendOutcome, { ok: true }>, now: number): number | undefined {
  return followUpMs === undefined ? undefined : now + followUpMs;
}

/** Versions begin anew with each row, so that they alone do not tell a row sent twice from its successor. */
function isSameState(a: OutboxRow, b: OutboxRow): boolean {
  return a.version === b.version && a.decidedAt === b.decidedAt;
}

/** A newer state was decided while this one flew: it is told next, if it still says anything new. */
function keepNewer(state: RouterState, sent: OutboxRow, newer: OutboxRow, now: number): void {
  const told = new Set(sent.content.firing);
  const undelivered = newer.undelivered.filter((fingerprint) => !told.has(fingerprint));
  const entry = state.entry(sent.groupId, sent.integration);
  const integration = state.integrations.get(sent.integration);
  const options = {
    sendResolved: integration?.sendResolved ?? true,
    repeatIntervalMs: Number.POSITIVE_INFINITY,
    now,
  };
  const decision = decide(contentOf(newer), entry, undefined, options);
  if (!decision.notify) return state.deleteRow(sent.groupId, sent.integration);
  const { content, reason } = decision;
  requeue(state, { ...freshly(state, newer, now), content, reason, undelivered }, now);
}

/** A newer state is a delivery of its own, with its own attempts and 24 hours, once the older one is done with. */
function freshly(state: RouterState, row: OutboxRow, now: number): OutboxRow {
  const delivery = state.nextDelivery();
  return { ...row, delivery, attempt: 0, nextAttemptAt: now, firstDecidedAt: row.decidedAt };
}

/** Back to waiting, unless a silence fell on it while it could not be taken back. */
function requeue(state: RouterState, row: OutboxRow, now: number): void {
  state.putRow(row);
  reconsiderRow(state, row, now);
}

function contentOf(row: OutboxRow): GroupContent {
  return { ...row.content, muted: false, isRenewed: () => true };
}

function settleFailed(
  state: RouterState,
  landed: Landed,
  outcome: Extract<SendOutcome, { ok: false }>,
  current: OutboxRow | undefined,
  now: number,
): void {
  state.failures.set(landed.row.integration, outcome.reason);
  if (current === undefined) return record(state, landed, "failed", outcome.reason);
  const isOver = outcome.recoverable && now - current.firstDecidedAt >= RETRY_GIVE_UP_MS;
  if (outcome.recoverable && !isOver) return retryLater(state, landed, outcome, current, now);
  record(state, landed, "failed", isOver ? "expired" : outcome.reason);
  failOverRefused(state, current, now);
  if (isSameState(current, landed.row)) return endRow(state, current);
  requeue(state, freshly(state, current, now), now);
}

function retryLater(
  state: RouterState,
  landed: Landed,
  outcome: Extract<SendOutcome, { ok: false }>,
  current: OutboxRow,
  now: number,
): void {
  record(state, landed, "retried", outcome.reason);
  if (!NEVER_ARRIVED.has(outcome.reason)) state.doubt(landed.row);
  const attempt = landed.row.attempt + 1;
  const wait = retryDelayMs(attempt, outcome.retryAfterMs, state.random());
  requeue(state, { ...current, attempt, nextAttemptAt: now + wait }, now);
}

function record(
  state: RouterState,
  landed: Landed,
  result: Attempt["outcome"],
  failure?: FailureReason,
): void {
  const { row, outcome, startedAt, latencyMs, answer } = landed;
  const group = state.groups.get(row.groupId);
  const attempt: Attempt = {
    at: startedAt,
    receiver: group?.receiver ?? "",
    integration: row.integration,
    groupKey: cutGroupKey(group?.key ?? ""),
    reason: row.reason,
    attempt: row.attempt + 1,
    outcome: result,
    failure: failure ?? "",
    status: outcome.status,
    latencyMs,
    answer,
  };
  state.store.addAttempt(row, attempt);
  state.emit({
    type: "attempt",
    kind: state.integrations.get(row.integration)?.kind ?? "",
    attempt,
    ...(failure === undefined ? {} : { failure }),
    ...(outcome.ok ? { sinceReceivedMs: startedAt + latencyMs - row.changedAt } : {}),
  });
}
