import { EMPTY_ENTRY } from "../notify/notification-log.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import type { RouterState } from "./state.ts";

/** Ends an unsent row without success: the group's next flush decides anew, and what was never told stays owed. */
export function endRow(state: RouterState, row: OutboxRow): void {
  state.deleteRow(row.groupId, row.integration);
  if (row.undelivered.length === 0) return;
  const entry = state.entry(row.groupId, row.integration) ?? EMPTY_ENTRY;
  const owed = [...new Set([...entry.owed, ...row.undelivered])];
  state.putEntry(row.groupId, row.integration, { ...entry, owed });
}
