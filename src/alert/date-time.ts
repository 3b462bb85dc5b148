import { MAX_FRACTION_DIGITS, parseTimestamp } from "./timestamp.ts";

/** What upstream makes of the empty text. */
const EPOCH = "1970-01-01T00:00:00.000Z";

const DATE_TIME =
  /^(?<date>\d{4}-\d\d-\d\d)(?:(?<separator>[T ])(?<hour>\d?\d):(?<minute>\d\d)(?<second>:\d\d)?(?:[.,](?<fraction>\d+))?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/;

type Parts = Readonly<Partial<Record<string, string>>>;

/**
 * RFC 3339 for a time in one of the layouts that upstream's API reads (go-openapi's, and Go's quirks with them): a date
 * alone and a time without offset are UTC.
 */
export function readDateTime(text: string): string | undefined {
  if (text === "") return EPOCH;
  const parts = DATE_TIME.exec(text)?.groups;
  if (parts === undefined || !isLayout(parts)) return undefined;
  const { date, hour = "", minute = "00", second = ":00", fraction, zone = "Z" } = parts;
  // Go takes more digits than it keeps.
  const below = fraction === undefined ? "" : `.${fraction.slice(0, MAX_FRACTION_DIGITS)}`;
  return parseTimestamp(`${date}T${hour.padStart(2, "0")}:${minute}${second}${below}${withColon(zone)}`)
    ?.text;
}

function isLayout({ separator, second, fraction, zone }: Parts): boolean {
  if (second === undefined) return fraction === undefined && separator !== " " && (zone ?? "Z") === "Z";
  if (zone === undefined) return true;
  if (separator === " ") return false;
  // Two layouts have an offset without a colon, with milliseconds and with microseconds.
  return /^(?:Z|.{3}:)/.test(zone) || fraction?.length === 3 || fraction?.length === 6;
}

function withColon(zone: string): string {
  return zone.replace(/^(.{3})(\d\d)$/, "$1:$2");
}
