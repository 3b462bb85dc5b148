import type { ProbeConfig } from "../config/config.ts";
import { KEEP_ALIVE_MS } from "./prober-state.ts";
import type { ProbeReport } from "./report.ts";
import type { Seen } from "./streak.ts";

/** A probe of which no prober has spoken for two keep-alives, or two of its own intervals, is one that we do not see. */
export const REPORT_HOLDS_MS = 2 * KEEP_ALIVE_MS;

/** What a probe, or all probes of a role, show; `none`: there is none, it has not run yet, or it is paused. */
export type Sight = "up" | "down" | "unknown" | "none";

/** What the router knows of one configured probe. */
export interface ProbeStanding {
  readonly config: ProbeConfig;
  /** The last one; undefined before the first. */
  readonly report: ProbeReport | undefined;
  /** The last look that was asked for: one failed run, confirmed, before it counts. */
  readonly look?: Seen;
  /** Muted by a silence or a time interval. */
  readonly isPaused: boolean;
}

/** The state that counts: confirmed, and down only after the probe's `failures` in a row. */
export function countedSight(standing: ProbeStanding, now: number): Sight {
  const { report, isPaused } = standing;
  if (isPaused || report === undefined) return "none";
  return isForgotten(standing, now) ? "unknown" : report.state;
}

/** What the last look alone showed: enough where a second witness has fallen silent. */
export function latestSight(standing: ProbeStanding, now: number): Sight {
  const { report, look, isPaused } = standing;
  if (isPaused || isForgotten(standing, now)) return countedSight(standing, now);
  if (look === undefined || look.at < (report?.lastRunAt ?? 0)) return countedSight(standing, now);
  return SIGHT_OF[look.kind];
}

/** A refutation from elsewhere is a regional hiccup: somebody saw it up. */
const SIGHT_OF: Readonly<Record<Seen["kind"], Sight>> = {
  up: "up",
  refuted: "up",
  failed: "down",
  blind: "unknown",
};

/** The probe as one that could not look. */
export function unseen({ look: _, ...standing }: ProbeStanding): ProbeStanding {
  const { report } = standing;
  return report === undefined ? standing : { ...standing, report: { ...report, state: "unknown" } };
}

/** Start of the last run that we know of; 0 before the first. */
export function lookedAt({ report, look }: ProbeStanding): number {
  return Math.max(report?.lastRunAt ?? 0, look?.at ?? 0);
}

/** When what the last look shows began to show. */
export function changedAt(standing: ProbeStanding, now: number): number {
  const { report, look } = standing;
  const isNews = latestSight(standing, now) !== countedSight(standing, now);
  return isNews ? (look?.at ?? 0) : (report?.since ?? 0);
}

function isForgotten(standing: ProbeStanding, now: number): boolean {
  return standing.report !== undefined && now >= forgottenAt(standing);
}

/** When it turns `unknown` though nothing is heard. */
export function forgottenAt(standing: ProbeStanding): number {
  return lookedAt(standing) + Math.max(REPORT_HOLDS_MS, 2 * standing.config.intervalMs) + 1;
}
