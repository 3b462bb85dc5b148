import type { Flip, Subject } from "./flip.ts";
import { incidents } from "./incidents.ts";
import { type Totals, totals } from "./uptime.ts";

const DAY_MS = 86_400_000;

/** Flips of one subject that are kept; older ones of a subject that flaps for weeks become days. 50 subjects: 50,000 rows. */
export const MAX_FLIPS_PER_SUBJECT = 1_000;
/** Thirteen months, so that this month stands beside the same month of last year. */
export const FLIP_RETENTION_MS = 396 * DAY_MS;

/** What is left of one UTC day once its flips are gone. */
export interface Day extends Totals {
  readonly subject: Subject;
  /** The day's first moment, epoch ms. */
  readonly day: number;
  /** That began on it. */
  readonly incidents: number;
}

export interface RollUp {
  readonly days: readonly Day[];
  /** Moment of each flip that goes. */
  readonly drop: readonly number[];
  /** The state at the end of the last rolled-up day, so that the next one begins in it. */
  readonly carry?: Flip;
}

/** Turns the oldest whole days of one subject's flips into `Day`s until `keep` flips or fewer are left, or only today's. */
export function rollUp(flips: readonly Flip[], keep: number, now: number): RollUp {
  const [first] = flips;
  const oldestKept = flips.at(-keep);
  if (first === undefined || oldestKept === undefined || flips.length <= keep) return { days: [], drop: [] };
  const cut = Math.min(startOfDay(oldestKept.at) + DAY_MS, startOfDay(now));
  const before = flips.filter(({ at }) => at < cut);
  const last = before.at(-1);
  if (last === undefined) return { days: [], drop: [] };
  const days: Day[] = [];
  for (let day = startOfDay(first.at); day < cut; day += DAY_MS) days.push(dayOf(flips, first.subject, day));
  // A flip exactly at the cut says it already.
  const isTold = flips.some(({ at }) => at === cut);
  return { days, drop: before.map(({ at }) => at), ...(isTold ? {} : { carry: { ...last, at: cut } }) };
}

function dayOf(flips: readonly Flip[], subject: Subject, day: number): Day {
  const begun = incidents(flips, day, day + DAY_MS).filter(({ startedAt }) => startedAt >= day);
  // What the carried flip says began on a day that is rolled up already.
  const carried = begun.filter(
    ({ startedAt }) => startedAt === flips[0]?.at && startedAt === startOfDay(startedAt),
  );
  return { subject, day, incidents: begun.length - carried.length, ...totals(flips, day, day + DAY_MS) };
}

/** What rolled-up days say of the time between `from` and `to`; of a day that is cut, the share that lies inside. */
export function totalsOfDays(days: readonly Day[], from: number, to: number): Totals {
  const sum = { upMs: 0, downMs: 0, mutedMs: 0, unknownMs: 0 };
  for (const one of days) {
    const overlapMs = Math.min(one.day + DAY_MS, to) - Math.max(one.day, from);
    if (overlapMs <= 0) continue;
    const share = overlapMs / DAY_MS;
    sum.upMs += one.upMs * share;
    sum.downMs += one.downMs * share;
    sum.mutedMs += one.mutedMs * share;
    sum.unknownMs += one.unknownMs * share;
  }
  return sum;
}

export function startOfDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}
