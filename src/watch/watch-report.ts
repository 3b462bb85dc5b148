import type { ProbeRole } from "../config/config.ts";
import type { WatchedHeartbeat, WatchView } from "./alerts.ts";
import { evidenceOf } from "./evidence.ts";
import type { HeartbeatState, MissingReason, Outage, PausedBy } from "./heartbeat.ts";
import type { CertificateFacts } from "./probe/probe.ts";
import { countedSight, lookedAt, type ProbeStanding, type Sight } from "./standing.ts";
import type { Evidence, Verdict } from "./verdict.ts";

/** Everything that is watched, as `GET /api/farwatch/v1/watch` tells it; times in epoch ms. */
export interface WatchReport {
  readonly heartbeats: readonly HeartbeatReport[];
  readonly probes: readonly ProbeView[];
  /** Absent where no probe has a role. */
  readonly verdict?: VerdictReport;
}

export interface HeartbeatReport {
  readonly name: string;
  readonly bastion: boolean;
  readonly status: HeartbeatState["status"];
  readonly reason?: MissingReason | "drifting";
  readonly pausedBy?: PausedBy;
  readonly since: number;
  readonly intervalMs: number;
  readonly graceMs: number;
  readonly deadlineAt: number;
  /** Absent before the first ping. */
  readonly lastPingAt?: number;
  readonly ageMs?: number;
  readonly source: string;
  readonly text: string;
  /** The last one that ended. */
  readonly outage?: Outage;
}

export interface ProbeView {
  readonly name: string;
  readonly role?: ProbeRole;
  readonly prober: string;
  readonly regions: readonly string[];
  readonly isPaused: boolean;
  /** `none` before the first report, and while it is paused. */
  readonly state: Sight;
  readonly since?: number;
  readonly reason?: string;
  readonly lastRunAt?: number;
  readonly durationMs?: number;
  readonly httpStatusCode?: number;
  readonly certificate?: CertificateFacts;
}

export interface VerdictReport {
  readonly verdict: Verdict;
  readonly why: string;
  readonly since: number;
  /** What the evidence says instead, where that is not settled yet. */
  readonly next?: { readonly verdict: Verdict; readonly since: number };
  readonly evidence: Evidence;
}

export function watchReport(view: WatchView, now: number): WatchReport {
  return {
    heartbeats: view.heartbeats.map((heartbeat) => heartbeatReport(heartbeat, now)),
    probes: view.probes.map((probe) => probeView(probe, now)),
    ...verdictReport(view, now),
  };
}

function heartbeatReport({ config, state }: WatchedHeartbeat, now: number): HeartbeatReport {
  const { name, status, pausedBy, since, lastPingAt, outage, source, text } = state;
  const reason = state.reason ?? (state.driftingSince === null ? undefined : ("drifting" as const));
  return {
    name,
    bastion: config.bastion,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(pausedBy === null ? {} : { pausedBy }),
    since,
    intervalMs: state.intervalMs,
    graceMs: state.graceMs,
    deadlineAt: state.deadlineAt,
    ...(lastPingAt === null ? {} : { lastPingAt, ageMs: now - lastPingAt }),
    source,
    text,
    ...(outage === null ? {} : { outage }),
  };
}

function probeView(standing: ProbeStanding, now: number): ProbeView {
  const { config, report, isPaused } = standing;
  return {
    name: config.name,
    ...(config.role === undefined ? {} : { role: config.role }),
    prober: config.module.prober,
    regions: config.regions,
    isPaused,
    state: countedSight(standing, now),
    ...(report === undefined ? {} : seenOf(standing, report)),
  };
}

function seenOf(standing: ProbeStanding, report: NonNullable<ProbeStanding["report"]>) {
  const { since, reason, durationMs, httpStatusCode, certificate } = report;
  return {
    since,
    reason,
    lastRunAt: lookedAt(standing),
    durationMs,
    ...(httpStatusCode === undefined ? {} : { httpStatusCode }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function verdictReport(view: WatchView, now: number): Pick<WatchReport, "verdict"> {
  if (view.verdict === undefined) return {};
  const { verdict, why, since, next } = view.verdict;
  const heartbeats = view.heartbeats.filter(({ config }) => config.bastion).map(({ state }) => state);
  const probes = view.probes.filter(({ config }) => config.role !== undefined);
  const evidence = evidenceOf({ heartbeats, probes }, now);
  const coming = next === null ? {} : { next: { verdict: next.verdict, since: next.since } };
  return { verdict: { verdict, why, since, ...coming, evidence } };
}
