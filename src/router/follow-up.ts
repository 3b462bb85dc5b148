import type { LogEntry } from "../notify/notification-log.ts";
import { rowKey, rowPlace } from "../notify/outbox.ts";
import type { FollowUp, FollowUpFacts, MessageState } from "../receiver/receiver.ts";
import { reconsiderRow } from "./flush.ts";
import type { RouterState } from "./state.ts";

/** Until a message is looked after for which a newer one waits to be sent. */
export const AFTER_NEWS_MS = 60_000;

/** A delivered message that is to be looked after. */
export interface DueFollowUp {
  readonly groupId: string;
  readonly integration: string;
  readonly state: MessageState;
  readonly facts: FollowUpFacts;
}

/**
 * The next message that is due. Until `settleFollowUp` nothing else of its group is sent there, so that neither overtakes
 * the other. No alarm is armed for it, which would be a row each time: the turns of cron come each minute.
 */
export function takeFollowUp(state: RouterState, now: number): DueFollowUp | undefined {
  for (;;) {
    const [key] = state.followUps.takeDue(now, 1);
    if (key === undefined) return undefined;
    const entry = state.log.get(key);
    if (state.outbox.has(key) || state.queue.isFlying(key)) state.followUps.set(key, now + AFTER_NEWS_MS);
    else if (entry?.state !== undefined) {
      state.queue.hold(key);
      return { ...rowPlace(key), state: entry.state, facts: { silenced: isSilenced(state, entry, now) } };
    }
  }
}

/** Writes what looking after a message came to, if that is anything, and lets go what waited for it. */
export function settleFollowUp(state: RouterState, due: DueFollowUp, found: FollowUp, now: number): void {
  const { groupId, integration } = due;
  const key = rowKey(groupId, integration);
  state.queue.landed(key);
  const entry = state.log.get(key);
  if (entry !== undefined && entry.state === due.state) note(state, due, entry, found, now);
  const row = state.outbox.get(key);
  if (row === undefined) return;
  state.queue.put(row);
  reconsiderRow(state, row, now);
}

/** A silence started: messages of which all is silenced now are looked after at once. */
export function lookAfterSilenced(state: RouterState, now: number): void {
  for (const key of state.followUps.ids()) hastenSilenced(state, key, now);
}

/** The same for one message, which may have been told while the silence began. */
export function hastenSilenced(state: RouterState, key: string, now: number): void {
  const entry = state.log.get(key);
  if (entry === undefined || state.followUps.at(key) === undefined) return;
  if (isSilenced(state, entry, now)) state.followUps.set(key, now);
}

function note(state: RouterState, due: DueFollowUp, entry: LogEntry, found: FollowUp, now: number): void {
  const { groupId, integration } = due;
  const at = found.againMs === undefined ? undefined : now + found.againMs;
  if (found.state === undefined && at !== undefined)
    return state.followUps.set(rowKey(groupId, integration), at);
  const { followUpAt: _, ...kept } = entry;
  state.putEntry(groupId, integration, {
    ...kept,
    state: found.state ?? due.state,
    ...(at === undefined ? {} : { followUpAt: at }),
  });
  if (found.acknowledged === undefined) return;
  state.emit({
    type: "acknowledged",
    kind: state.integrations.get(integration)?.kind ?? "",
    groupKey: state.groups.get(groupId)?.key ?? "",
    integration,
    ...found.acknowledged,
  });
}

/** Whether an operator's silence covers everything that the message says is not over. */
function isSilenced(state: RouterState, { firing, unknown }: LogEntry, now: number): boolean {
  const open = [...firing, ...unknown];
  return open.length > 0 && open.every((fingerprint) => isSilencedAlert(state, fingerprint, now));
}

function isSilencedAlert(state: RouterState, fingerprint: string, now: number): boolean {
  const alert = state.alerts.get(fingerprint);
  return alert !== undefined && state.silences.silencedBy(fingerprint, alert.labels, now).length > 0;
}
