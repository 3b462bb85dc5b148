import { isZeroTime, parseTimestamp } from "../alert/timestamp.ts";
import type { NotifiedAlert, RenderContext } from "./receiver.ts";

type Clock = Pick<RenderContext, "timezone" | "now">;

/** Since when an alert fires or from when to when it did, and what is not known. */
export function whenText(alert: NotifiedAlert, clock: Clock): string {
  if (alert.status === "resolved") return resolvedText(alert, clock);
  const start = momentText(alert.startsAt, clock.timezone);
  if (alert.status === "unknown") return unknownText(alert, start, clock);
  return `firing since ${start}${spanText(msOf(alert.startsAt), clock.now)}`;
}

function resolvedText({ startsAt, endsAt, late }: NotifiedAlert, { timezone }: Clock): string {
  const span = spanText(msOf(startsAt), msOf(endsAt));
  const range = `fired from ${momentText(startsAt, timezone)} to ${momentText(endsAt, timezone)}${span}`;
  return late ? `resolved; ${range}, which could not be delivered in time` : `resolved; ${range}`;
}

function unknownText({ renewedAt }: NotifiedAlert, start: string, { timezone }: Clock): string {
  const renewed = renewedAt === undefined ? "" : ` since ${momentText(renewedAt, timezone)}`;
  return `not renewed${renewed}, state unknown; had fired since ${start}`;
}

/** `2026-11-22 03:04:05 +01:00`, or words where it is no time. */
export function momentText(timestamp: string, timezone: string): string {
  const ms = msOf(timestamp);
  if (ms === undefined) return "an unknown time";
  const parts = new Map(
    formatterOf(timezone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  // Versions of ICU differ in how they write no offset.
  const offset = part("timeZoneName").replace(/^GMT(?:\+00:00)?/, "") || "UTC";
  const day = `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
  return `${day} ${part("hour")}:${part("minute")}:${part("second")} ${offset}`;
}

/** `3d 4h`, `2h 10m`, `45s`: the two largest units are what one reads. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return hours === 0 ? `${days}d` : `${days}d ${hours}h`;
  if (hours > 0) return minutes === 0 ? `${hours}h` : `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m` : `${seconds}s`;
}

function spanText(from: number | undefined, to: number | undefined): string {
  return from === undefined || to === undefined ? "" : ` (${durationText(to - from)})`;
}

function msOf(timestamp: string): number | undefined {
  return isZeroTime(timestamp) ? undefined : parseTimestamp(timestamp)?.ms;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one costs a thousand times what using it does. The zones are those of one configuration. */
function formatterOf(timezone: string): Intl.DateTimeFormat {
  const kept = formatters.get(timezone);
  if (kept !== undefined) return kept;
  const formatter = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
  });
  formatters.set(timezone, formatter);
  return formatter;
}
