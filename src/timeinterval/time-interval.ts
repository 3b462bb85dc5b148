import type { Range, TimeInterval } from "../config/config.ts";
import { type LocalTime, localTime } from "./local-time.ts";

/** Whether any of the intervals holds at `now`, each on its own location's calendar. */
export function containsTime(intervals: readonly TimeInterval[], now: number): boolean {
  return intervals.some((interval) => holds(interval, localTime(now, interval.location ?? "UTC")));
}

// A field that is given but empty holds never, as upstream has it.
function holds(interval: TimeInterval, at: LocalTime): boolean {
  return (
    (interval.times?.some(({ start, end }) => start <= at.minuteOfDay && at.minuteOfDay < end) ?? true) &&
    (interval.weekdays?.some(includes(at.weekday)) ?? true) &&
    (interval.daysOfMonth?.some((range) => includesDay(range, at)) ?? true) &&
    (interval.months?.some(includes(at.month)) ?? true) &&
    (interval.years?.some(includes(at.year)) ?? true)
  );
}

function includes(value: number): (range: Range) => boolean {
  return ({ start, end }) => start <= value && value <= end;
}

// Days past the end of a short month are no days of it: 30:31 holds never in February, -31:-1 on all its days.
function includesDay({ start, end }: Range, at: LocalTime): boolean {
  return dayOfMonth(start, at) <= at.day && at.day <= dayOfMonth(end, at);
}

function dayOfMonth(day: number, at: LocalTime): number {
  return day < 0 ? at.daysInMonth + 1 + day : day;
}

/**
 * The names of the intervals that keep a route quiet at `now`: the active ones when none of them holds, else each mute
 * one, as often as the route names it and as its parts hold. So upstream names them too, whose mute intervals come
 * second. A name that no longer exists keeps nothing quiet: better one message too many.
 */
export function mutedByTime(
  muteNames: readonly string[],
  activeNames: readonly string[],
  intervals: ReadonlyMap<string, readonly TimeInterval[]>,
  now: number,
): readonly string[] {
  const holding = (name: string) =>
    (intervals.get(name) ?? []).filter((part) => containsTime([part], now)).map(() => name);
  const known = activeNames.filter((name) => intervals.has(name));
  const isInactive = known.length > 0 && known.flatMap(holding).length === 0;
  return isInactive ? known : muteNames.flatMap(holding);
}
