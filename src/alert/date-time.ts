import { parseTimestamp } from "./timestamp.ts";

/** What upstream makes of the empty text. */
const EPOCH = "1970-01-01T00:00:00.000Z";

/** RFC 3339 for a time in any layout that upstream's API reads: shorter ones, and ones without offset, are UTC. */
export function readDateTime(text: string): string | undefined {
  if (text === "") return EPOCH;
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/i.exec(text);
  const [, date, time, seconds = ":00", fraction = "", zone = "Z"] = match ?? [];
  // Upstream reads a date alone only from 0.27 on; older ones refuse it, and nobody sends it by accident.
  const full = match ? `${date}T${time}${seconds}${fraction}${colon(zone)}` : `${text}T00:00:00Z`;
  return parseTimestamp(full)?.text;
}

function colon(zone: string): string {
  return zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2").toUpperCase();
}
