import type { Subject } from "./flip.ts";
import { type Incident, incidents } from "./incidents.ts";
import { totalsOfDays } from "./rollup.ts";
import { type ErrorBudget, errorBudget, SLO_WINDOW_MS } from "./slo.ts";
import { add, availability, type Totals, totals, UPTIME_WINDOWS, type UptimeWindow } from "./uptime.ts";
import type { History } from "./uptime-store.ts";

/** Incidents of one subject that one answer shows, newest first. */
export const MAX_INCIDENTS_SHOWN = 100;

export interface WindowUptime extends Totals {
  /** Share of the time that counts; absent when none does. */
  readonly availability?: number;
}

/** One subject, as `GET /api/farwatch/v1/uptime` tells it. */
export interface SubjectUptime {
  readonly kind: "probe" | "heartbeat";
  readonly name: string;
  readonly state: "up" | "down" | "unknown";
  /** When that state began, and since when anything is known; absent when nothing is. */
  readonly since?: number;
  readonly recordedSince?: number;
  readonly windows: Readonly<Record<UptimeWindow, WindowUptime>>;
  readonly incidents: readonly Incident[];
  readonly errorBudget?: ErrorBudget;
}

export function uptimeOf(
  subject: Subject,
  history: History,
  slo: number | undefined,
  now: number,
): SubjectUptime {
  const { days, flips } = history;
  const last = flips.at(-1);
  const recordedSince = days[0]?.day ?? flips[0]?.at;
  const over = (windowMs: number) => windowOf(history, now - windowMs, now);
  return {
    ...nameOf(subject),
    state: last?.state ?? "unknown",
    ...(last === undefined ? {} : { since: last.at }),
    ...(recordedSince === undefined ? {} : { recordedSince }),
    windows: {
      "24h": over(UPTIME_WINDOWS["24h"]),
      "7d": over(UPTIME_WINDOWS["7d"]),
      "30d": over(UPTIME_WINDOWS["30d"]),
      "90d": over(UPTIME_WINDOWS["90d"]),
    },
    incidents: incidents(flips, Number.NEGATIVE_INFINITY, now).slice(0, MAX_INCIDENTS_SHOWN),
    ...(slo === undefined ? {} : { errorBudget: errorBudget(slo, over(SLO_WINDOW_MS)) }),
  };
}

function windowOf({ days, flips }: History, from: number, to: number): WindowUptime {
  const sum = add(totalsOfDays(days, from, to), totals(flips, from, to));
  const share = availability(sum);
  return { ...sum, ...(share === undefined ? {} : { availability: share }) };
}

function nameOf(subject: Subject): Pick<SubjectUptime, "kind" | "name"> {
  const kind = subject.startsWith("probe/") ? "probe" : "heartbeat";
  return { kind, name: subject.slice(kind.length + 1) };
}
