import * as z from "zod";
import { ok, type Result } from "../alert/result.ts";
import type { Issue, Range, TimeInterval } from "./config.ts";
import { parseNode, text } from "./field.ts";
import { canonicalZone } from "./timezone.ts";

export const WEEKDAYS: readonly string[] = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];
const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** The shortest month, by which upstream judges a range that mixes days from both ends of the month. */
const SHORTEST_MONTH_DAYS = 28;
const LONGEST_MONTH_DAYS = 31;
const TIME_OF_DAY = /^(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)$/;

const INTEGER = /^[+-]?[0-9]+$/;

/** How tz database names are written: `Asia/Kolkata`, `GB-Eire`, `EST5EDT`, `Etc/GMT+5`. */
const ZONE_WORD = /^(?:[A-Z][a-z]+(?:[A-Z][a-z]+)?|[A-Z]{1,3}(?:[0-9][A-Z]{3}|0)?|CHAT|[0-9]{1,2}|of|es)$/;

const timeOfDay = text.transform((value, context) => {
  const match = TIME_OF_DAY.exec(value);
  if (match === null) return refuse(context, `"${value}" is no time of day from 00:00 to 24:00`);
  return match[1] === undefined ? 24 * 60 : Number(match[1]) * 60 + Number(match[2]);
});

const timeRange = z
  .strictObject({ start_time: timeOfDay, end_time: timeOfDay })
  .transform(({ start_time: start, end_time: end }, context): Range => {
    if (start >= end)
      return refuse(context, "start_time must lie before end_time (split a range at midnight)");
    return { start, end };
  });

const location = text.check((payload) => {
  const problem = locationProblem(payload.value);
  if (problem !== undefined) payload.issues.push({ code: "custom", input: payload.value, message: problem });
});

const fields = z.strictObject({
  times: z.array(timeRange).optional(),
  weekdays: z.array(rangeOf("weekday", weekday)).optional(),
  days_of_month: z.array(rangeOf("day of the month", integer, dayProblem)).optional(),
  months: z.array(rangeOf("month", month)).optional(),
  years: z.array(rangeOf("year", integer)).optional(),
  location: location.optional(),
});

/** One interval as Alertmanager reads it, into minutes and numbers. */
export const timeIntervalSchema = fields.transform(toInterval);

/** Reads one interval from YAML data: upstream's verdicts, in our words. */
export function parseTimeInterval(raw: unknown): Result<TimeInterval, readonly Issue[]> {
  const parsed = parseNode(fields, raw, [], "time interval");
  return parsed.ok ? ok(toInterval(parsed.value)) : parsed;
}

function toInterval(raw: z.output<typeof fields>): TimeInterval {
  const { times, weekdays, days_of_month, months, years, location } = raw;
  return {
    ...(times && { times }),
    ...(weekdays && { weekdays }),
    ...(days_of_month && { daysOfMonth: days_of_month }),
    ...(months && { months }),
    ...(years && { years }),
    ...(location && { location }),
  };
}

/** `word` or `word:word`, both ends inclusive. */
function rangeOf(
  what: string,
  read: (word: string) => number | undefined,
  problemOf: (range: Range) => string | undefined = orderProblem,
) {
  return text.transform((value, context): Range => {
    const [first = "", last = first, ...rest] = value.toLowerCase().split(":");
    const [start, end] = [read(first), read(last)];
    if (start === undefined) return refuse(context, `"${first}" is no ${what}`);
    if (end === undefined) return refuse(context, `"${last}" is no ${what}`);
    const problem = rest.length > 0 ? "has more than two ends" : problemOf({ start, end });
    return problem === undefined ? { start, end } : refuse(context, `"${value}" ${problem}`);
  });
}

function orderProblem({ start, end }: Range): string | undefined {
  return start > end ? "ends before it starts" : undefined;
}

function dayProblem({ start, end }: Range): string | undefined {
  if (!isDay(start) || !isDay(end)) return "leaves the days 1 to 31 and -1 (the last day) to -31";
  if (start < 0 && end > 0) return "starts from the end of the month and must end there too";
  const fromStart = (day: number) => (day < 0 ? SHORTEST_MONTH_DAYS + day : day);
  return orderProblem({ start: fromStart(start), end: fromStart(end) });
}

function isDay(day: number): boolean {
  return day !== 0 && Math.abs(day) <= LONGEST_MONTH_DAYS;
}

function weekday(word: string): number | undefined {
  const index = WEEKDAYS.indexOf(word);
  return index < 0 ? undefined : index;
}

// Upstream takes any number for a month; one outside 1 to 12 never comes.
function month(word: string): number | undefined {
  const index = MONTHS.indexOf(word);
  return index < 0 ? integer(word) : index + 1;
}

function integer(word: string): number | undefined {
  const value = Number(word);
  return INTEGER.test(word) && Number.isSafeInteger(value) ? value : undefined;
}

/** Why a location cannot be used; the empty one is UTC. */
function locationProblem(location: string): string | undefined {
  if (location === "") return undefined;
  if (location === "Local") return `"Local" has no meaning at the edge, name the zone ("Europe/Berlin")`;
  const known = canonicalZone(location);
  if (known === undefined) return `"${location}" is no IANA time zone`;
  const wrongCase =
    known.toLowerCase() === location.toLowerCase() ? known !== location : !looksLikeZone(location);
  return wrongCase ? `"${location}" is not how the IANA time zone is written` : undefined;
}

// Intl ignores case and answers an alias with its target, so an alias can only be judged by its form.
function looksLikeZone(location: string): boolean {
  return location.split(/[/_+-]/).every((word) => ZONE_WORD.test(word));
}

function refuse(context: z.core.$RefinementCtx, message: string): never {
  context.issues.push({ code: "custom", input: context.value, message });
  return z.NEVER;
}
