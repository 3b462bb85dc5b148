import type { Range } from "../config.ts";
import { Flow, type YamlValue } from "../go-yaml/value.ts";
import { parseTimeInterval, WEEKDAYS } from "../time-interval.ts";
import { type Field, isGiven, list, readFields, textOf, textOrEmpty } from "./field.ts";
import { isListNode, isMapNode, items, member, members, type Node } from "./node.ts";

/** `time_intervals`, and `mute_time_intervals` by their old name. */
export const timeIntervals: Field = list((node) =>
  readFields({ name: textOrEmpty, time_intervals: (intervals) => items(intervals).map(timeInterval) }, node),
);

function timeInterval(node: Node): YamlValue {
  const location = member(node, "location");
  const parsed = parseTimeInterval(textsOf(node));
  if (!parsed.ok) return {};
  const { times, weekdays, daysOfMonth, months, years } = parsed.value;
  return {
    times: times?.length ? times.map(timeRange) : undefined,
    weekdays: onOneLine(weekdays, (day) => WEEKDAYS[day] ?? ""),
    days_of_month: onOneLine(daysOfMonth),
    months: onOneLine(months),
    years: onOneLine(years),
    location: isGiven(location) ? new Flow(textOf(location) || "UTC") : undefined,
  };
}

function timeRange({ start, end }: Range): YamlValue {
  return { start_time: clock(start), end_time: clock(end) };
}

function clock(minutes: number): string {
  const two = (count: number) => String(count).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function onOneLine(ranges: readonly Range[] | undefined, word: (end: number) => string = String) {
  if (!ranges?.length) return undefined;
  return new Flow(
    ranges.map(({ start, end }) => (start === end ? word(start) : `${word(start)}:${word(end)}`)),
  );
}

/** As the reader of intervals wants it; what is null is not given. */
function textsOf(node: Node): unknown {
  if (isListNode(node)) return items(node).map(textsOf);
  if (isMapNode(node)) {
    // The zone is written as it stands, and looking it up takes longer than all the rest.
    const kept = members(node).filter(([key, value]) => key !== "location" && isGiven(value));
    return Object.fromEntries(kept.map(([key, value]) => [key, textsOf(value)]));
  }
  return textOf(node);
}
