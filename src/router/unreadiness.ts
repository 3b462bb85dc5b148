import { OVERDUE_MS } from "../watch/overdue.ts";
import { UNTAKEN_AFTER_MS, untakenCriticals } from "./fail-over.ts";
import type { RouterState } from "./state.ts";
import { nextDueAt } from "./tick.ts";

/** Why this router cannot be trusted with a page now, one sentence each. */
export function unreadiness(state: RouterState, now: number): readonly string[] {
  const reasons: string[] = [];
  const lateMs = now - (nextDueAt(state) ?? Number.POSITIVE_INFINITY);
  if (lateMs >= OVERDUE_MS) reasons.push(`work is ${Math.round(lateMs / 1000)} s overdue`);
  const untaken = untakenCriticals(state, now);
  const minutes = UNTAKEN_AFTER_MS / 60_000;
  if (untaken > 0) reasons.push(`${untaken} critical alerts reached nobody within ${minutes} min`);
  return reasons;
}
