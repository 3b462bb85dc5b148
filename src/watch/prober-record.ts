import type { CertificateFacts, ProbeResult } from "./probe/probe.ts";
import { certificateKey, type ProbeReport } from "./report.ts";
import type { Streak } from "./streak.ts";

/** What a prober keeps of one probe's last run; only now and then written. */
export interface Glance {
  readonly lastRunAt: number;
  readonly durationMs: number;
  readonly httpStatusCode?: number;
  /** Of the last result, before other regions were asked; 1 or 0 as `probe_success`. */
  readonly success: 0 | 1;
}

/** What a prober must not forget of one probe; written whenever it changes. */
export interface ProbeRecord {
  readonly streak: Streak;
  readonly certificate?: CertificateFacts;
  /** Key of the last report that the router took. */
  readonly told?: string;
}

export function glanceOf(result: ProbeResult): Glance {
  const { startedAt, durationMs, httpStatusCode, state } = result;
  return {
    lastRunAt: startedAt,
    durationMs,
    ...(httpStatusCode === undefined ? {} : { httpStatusCode }),
    success: state === "up" ? 1 : 0,
  };
}

/** The record after a run: the same object when there is nothing to write. */
export function record(before: ProbeRecord | undefined, streak: Streak, result: ProbeResult): ProbeRecord {
  const certificate = result.certificate ?? before?.certificate;
  const isSame = certificateKey(certificate) === certificateKey(before?.certificate);
  if (before !== undefined && before.streak === streak && isSame) return before;
  return { ...before, streak, ...(certificate === undefined ? {} : { certificate }) };
}

export function reportOf(probe: string, region: string, known: ProbeRecord, glance: Glance): ProbeReport {
  const { streak, certificate } = known;
  const { lastRunAt, durationMs, httpStatusCode } = glance;
  return {
    probe,
    region,
    state: streak.state,
    since: streak.since,
    reason: streak.reason,
    lastRunAt,
    durationMs,
    ...(httpStatusCode === undefined ? {} : { httpStatusCode }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}
