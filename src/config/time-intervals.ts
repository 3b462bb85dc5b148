import type { TimeInterval } from "./config.ts";
import type { Section } from "./section.ts";
import { parseTimeInterval } from "./time-interval.ts";

/** The two lists that name time intervals; the first is deprecated upstream and means the same. */
const LISTS = [
  { field: "mute_time_intervals", what: "mute time interval" },
  { field: "time_intervals", what: "time interval" },
] as const;

/** Reads both lists into one map; a name may be taken once over both. */
export function readTimeIntervals(root: Section): ReadonlyMap<string, readonly TimeInterval[]> {
  const intervals = new Map<string, readonly TimeInterval[]>();
  for (const { field, what } of LISTS) {
    for (const item of root.child(field).filledItems()) {
      if (!item.checkFields(["name", "time_intervals"], what)) continue;
      const name = String(item.child("name").value ?? "");
      if (name === "") item.error(`missing name in ${what}`);
      else if (intervals.has(name)) item.error(`${what} ${JSON.stringify(name)} is not unique`, ["name"]);
      intervals.set(name, item.child("time_intervals").items().flatMap(readTimeInterval));
    }
  }
  return intervals;
}

function readTimeInterval(section: Section): readonly TimeInterval[] {
  const parsed = parseTimeInterval(section.value);
  if (parsed.ok) return [parsed.value];
  section.noteIssues(parsed.error);
  return [];
}
