import type { Labels } from "../alert/labels.ts";
import type { HeartbeatConfig, ProbeConfig } from "../config/config.ts";
import {
  certificateAnnotations,
  heartbeatAnnotations,
  probeAnnotations,
  verdictAnnotations,
} from "./alert-words.ts";
import { pulseOf } from "./evidence.ts";
import type { HeartbeatState, MissingReason } from "./heartbeat.ts";
import type { VerdictState } from "./settle-verdict.ts";
import { countedSight, type ProbeStanding } from "./standing.ts";
import { isPage } from "./verdict.ts";

const DAY_MS = 86_400_000;

/** A certificate that ends sooner is a warning: Let's Encrypt renews at 30 days left, so renewal has failed. */
export const CERTIFICATE_WARNING_MS = 30 * DAY_MS;
/** And sooner than this a page. */
export const CERTIFICATE_CRITICAL_MS = 7 * DAY_MS;
/** A probe with a role tells of itself only when it has been down for so long and the verdict blames nothing: that settles first. */
export const ROLE_PROBE_PATIENCE_MS = 120_000;

/** Value of the label `watch` of verdicts: their route groups by it, so that one takes the other's place. */
export const WATCH = "bastion";

/** An alert that the watch wants to fire; plain data. */
export interface WatchAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Epoch ms. */
  readonly startsAt: number;
}

export interface WatchedHeartbeat {
  readonly config: HeartbeatConfig;
  readonly state: HeartbeatState;
}

/** All that the watch knows at one moment. */
export interface WatchView {
  readonly heartbeats: readonly WatchedHeartbeat[];
  readonly probes: readonly ProbeStanding[];
  /** Undefined where no probe has a role. */
  readonly verdict: VerdictState | undefined;
  /** In which times are written. */
  readonly timezone: string;
}

/** Every alert of the watch that should be firing at `now`. */
export function wantedAlerts(view: WatchView, now: number): readonly WatchAlert[] {
  return [
    ...verdictAlerts(view, now),
    ...view.heartbeats.flatMap((heartbeat) => heartbeatAlerts(view, heartbeat)),
    ...view.probes.flatMap((probe) => [
      ...probeAlerts(view, probe, now),
      ...certificateAlerts(view, probe, now),
    ]),
  ];
}

/** When the wanted alerts change though nothing is heard. */
export function nextAlertAt({ probes }: WatchView, now: number): number | undefined {
  const moments = probes.flatMap((probe) => [...patienceEnds(probe), ...certificateEdges(probe)]);
  const ahead = moments.filter((moment) => moment > now);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

function verdictAlerts(view: WatchView, now: number): WatchAlert[] {
  const { verdict, heartbeats } = view;
  if (verdict === undefined || verdict.verdict === "Healthy") return [];
  const configured = heartbeats.find(({ config }) => config.bastion)?.config.labels ?? {};
  const { severity = "critical", ...others } = configured;
  const labels = {
    ...others,
    alertname: verdict.verdict,
    watch: WATCH,
    // That we cannot see is never a page, whatever a dead Bastion is to be.
    severity: isPage(verdict.verdict) ? severity : "warning",
  };
  return [{ labels, annotations: verdictAnnotations(view, verdict, now), startsAt: verdict.since }];
}

function heartbeatAlerts(view: WatchView, heartbeat: WatchedHeartbeat): WatchAlert[] {
  const { config, state } = heartbeat;
  const found = reasonOf(state);
  if (found === undefined || isToldByVerdict(view, heartbeat)) return [];
  const { reason, startsAt } = found;
  const labels = heartbeatLabels(config, reason);
  return [{ labels, annotations: heartbeatAnnotations(heartbeat, reason, view.timezone), startsAt }];
}

/** Labels of the alert about a heartbeat, fired or not: a silence that matches them pauses it. */
export function heartbeatLabels(config: HeartbeatConfig, reason: MissingReason | "drifting"): Labels {
  const severity = reason === "drifting" ? "warning" : "critical";
  return { severity, ...config.labels, alertname: "HeartbeatMissing", heartbeat: config.name, reason };
}

function reasonOf({ status, reason, since, driftingSince }: HeartbeatState) {
  if (status === "missing" && reason !== null) return { reason, startsAt: since };
  if (status === "alive" && driftingSince !== null)
    return { reason: "drifting" as const, startsAt: driftingSince };
  return undefined;
}

/** The verdict replaces the alerts of the heartbeats that it rests on: one silent twin of several is told on its own. */
function isToldByVerdict(view: WatchView, { config, state }: WatchedHeartbeat): boolean {
  if (!config.bastion || view.verdict === undefined) return false;
  if (isPage(view.verdict.verdict)) return true;
  const bastion = view.heartbeats.filter((one) => one.config.bastion).map((one) => one.state);
  return isSilent(state.reason) && pulseOf(bastion) !== "alive";
}

function isSilent(reason: MissingReason | null): boolean {
  return reason !== null && reason !== "failed";
}

function probeAlerts(view: WatchView, probe: ProbeStanding, now: number): WatchAlert[] {
  const { config, report } = probe;
  if (report === undefined || countedSight(probe, now) !== "down") return [];
  if (config.role !== undefined && !isOnItsOwn(view, probe, now)) return [];
  const labels = probeLabels(config);
  return [{ labels, annotations: probeAnnotations(probe, report, view.timezone), startsAt: report.since }];
}

/** The same of a probe. */
export function probeLabels({ name, labels }: ProbeConfig): Labels {
  return { severity: "warning", ...labels, alertname: "ProbeFailed", probe: name };
}

/** Down beside a verdict that names no page for it. */
function isOnItsOwn({ verdict }: WatchView, probe: ProbeStanding, now: number): boolean {
  if (verdict !== undefined && isPage(verdict.verdict)) return false;
  return patienceEnds(probe).every((moment) => moment <= now);
}

function patienceEnds({ config, report }: ProbeStanding): number[] {
  if (config.role === undefined || report?.state !== "down") return [];
  return [report.since + ROLE_PROBE_PATIENCE_MS];
}

function certificateAlerts(view: WatchView, probe: ProbeStanding, now: number): WatchAlert[] {
  const { config, report, isPaused } = probe;
  const certificate = report?.certificate;
  if (certificate === undefined || isPaused) return [];
  const [warningAt, criticalAt] = certificateMoments(certificate.earliestExpiryAt);
  if (now <= warningAt) return [];
  const isCritical = now > criticalAt;
  const labels = {
    ...config.labels,
    alertname: "CertificateExpiring",
    probe: config.name,
    severity: isCritical ? "critical" : "warning",
  };
  const annotations = certificateAnnotations(config, certificate, view.timezone);
  return [{ labels, annotations, startsAt: isCritical ? criticalAt : warningAt }];
}

function certificateMoments(expiryAt: number): readonly [number, number] {
  return [expiryAt - CERTIFICATE_WARNING_MS, expiryAt - CERTIFICATE_CRITICAL_MS];
}

function certificateEdges({ report }: ProbeStanding): number[] {
  const expiryAt = report?.certificate?.earliestExpiryAt;
  return expiryAt === undefined ? [] : certificateMoments(expiryAt).map((moment) => moment + 1);
}
