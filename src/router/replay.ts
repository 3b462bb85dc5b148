import { err, ok, type Result } from "../alert/result.ts";
import { findDelivery, getDelivery } from "./deliveries.ts";
import type { Delivery, StoredDelivery } from "./delivery.ts";
import { groupHash } from "./delivery-table.ts";
import { replayFor } from "./flush.ts";
import type { Group } from "./group.ts";
import type { RouterState } from "./state.ts";

/** Why nothing is sent again: `gone` for good, `muted` for as long as something mutes it. */
export interface ReplayError {
  readonly kind: "unknown" | "gone" | "muted";
  readonly message: string;
}

/**
 * Tells the integration of a delivery anew what its group says now, though nothing changed: what it said then may be
 * over. What waits there already is made due; the answer is the delivery that will tell it.
 */
export function replay(state: RouterState, id: number, now: number): Result<Delivery, ReplayError> {
  const [stored] = findDelivery(state, id);
  if (stored === undefined) return refuse("unknown", id, "there is no such delivery");
  const group = groupOf(state, stored);
  if (group === undefined) return refuse("gone", id, "its alerts are over, and their end was told");
  const integration = state.integrations.get(stored.integration);
  if (integration === undefined) return refuse("gone", id, `${stored.integration} is no longer configured`);
  const decision = replayFor(state, group, integration, now);
  if (decision.reason === "all alerts muted") return refuse("muted", id, "all its alerts are muted");
  const row = state.pending(group.id, stored.integration);
  if (row === undefined) return refuse("gone", id, "its alerts are over, and their end was told");
  if (!state.isFlying(row)) state.putRow({ ...row, nextAttemptAt: now });
  const told = getDelivery(state, row.delivery);
  return told === undefined ? refuse("unknown", id, "there is no such delivery") : ok(told);
}

function groupOf(state: RouterState, { receiver, groupHash: hash }: StoredDelivery): Group | undefined {
  return [...state.groups.values()].find((one) => one.receiver === receiver && groupHash(one.id) === hash);
}

function refuse(kind: ReplayError["kind"], id: number, why: string): Result<never, ReplayError> {
  return err({ kind, message: `Cannot replay delivery ${id}: ${why}` });
}
