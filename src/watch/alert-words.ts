import type { Labels } from "../alert/labels.ts";
import { timestampOf } from "../alert/timestamp.ts";
import type { ProbeConfig } from "../config/config.ts";
import { durationText, momentText } from "../receiver/when.ts";
import type { WatchedHeartbeat, WatchView } from "./alerts.ts";
import { evidenceOf } from "./evidence.ts";
import type { HeartbeatState, MissingReason } from "./heartbeat.ts";
import type { CertificateFacts } from "./probe/probe.ts";
import type { ProbeReport } from "./report.ts";
import type { VerdictState } from "./settle-verdict.ts";
import { latestSight, type ProbeStanding } from "./standing.ts";
import type { Evidence, Verdict } from "./verdict.ts";

// Nothing here may say how long something has lasted, or what the last run measured: annotations are stored, and a
// firing alert whose words change with every look would be a row written with every look.

const SUMMARIES: Readonly<Record<MissingReason | "drifting", (name: string) => string>> = {
  never_seen: (name) => `Heartbeat ${name} was never seen`,
  missed: (name) => `Heartbeat ${name} is missing`,
  resolved: (name) => `Heartbeat ${name} has ended: its alert was resolved`,
  failed: (name) => `${name} reports a failure`,
  drifting: (name) => `Heartbeat ${name} comes late`,
};

const STAGES: Readonly<Record<MissingReason | "drifting", string>> = {
  never_seen: "none: nothing of it has arrived yet.",
  missed: "not known: its sender has stopped, or what lies between it and Farwatch.",
  resolved: "Alertmanager, which told Farwatch that the alert has ended; Prometheus no longer sends it.",
  failed: "its sender, which told Farwatch itself.",
  drifting: "all of them, but slowly.",
};

const VERDICTS: Readonly<Record<Exclude<Verdict, "Healthy">, string>> = {
  BastionDown: "Bastion is down",
  PrometheusDown: "Prometheus on Bastion is down",
  AlertPipelineBroken: "Alerts from Bastion do not arrive",
  BastionUnreachable: "Bastion cannot be reached from outside",
  WatchImpaired: "Farwatch cannot see Bastion",
};

/** `2026-11-22 03:04:05 +01:00` */
export function at(ms: number, timezone: string): string {
  return momentText(timestampOf(ms).text, timezone);
}

/** What a heartbeat's alert says; the configuration's own annotations take precedence. */
export function heartbeatAnnotations(
  { config, state }: WatchedHeartbeat,
  reason: MissingReason | "drifting",
  timezone: string,
): Labels {
  const facts =
    reason === "drifting"
      ? driftText(state)
      : `${rule(state)} ${lastPingText(state, timezone)}${said(state)}`;
  const description = `${facts} Last good stage: ${STAGES[reason]}`;
  return { summary: SUMMARIES[reason](config.name), description, ...config.annotations };
}

function rule({ intervalMs, graceMs }: HeartbeatState): string {
  return `A ping is expected every ${durationText(intervalMs)}, with a grace of ${durationText(graceMs)}.`;
}

function driftText({ intervalMs, graceMs, source }: HeartbeatState): string {
  const limit = durationText(intervalMs + graceMs / 2);
  return `Pings from ${source} arrive every ${limit} or later, by the median of the last five gaps; every ${durationText(intervalMs)} was expected.`;
}

/** When the last ping came and from whom. */
export function lastPingText({ lastPingAt, source, createdAt }: HeartbeatState, timezone: string): string {
  if (lastPingAt === null)
    return `No ping has arrived since it was configured at ${at(createdAt, timezone)}.`;
  return `Last ping: ${at(lastPingAt, timezone)} from ${source}.`;
}

function said({ text }: HeartbeatState): string {
  return text === "" ? "" : ` It said: ${text}`;
}

/** What the verdict's alert says: why, how far alerts still get, and all of the evidence. */
export function verdictAnnotations(view: WatchView, { verdict, why }: VerdictState, now: number): Labels {
  if (verdict === "Healthy") return {};
  const heartbeats = view.heartbeats.filter(({ config }) => config.bastion);
  const probes = view.probes.filter(({ config }) => config.role !== undefined);
  const states = heartbeats.map(({ state }) => state);
  const evidence = evidenceOf({ heartbeats: states, probes }, now);
  const lines = [
    why,
    `Last good stage: ${lastGoodStage(evidence)}.`,
    ...states.map((state) => heartbeatLine(state, view.timezone)),
    ...probes.map((probe) => probeLine(probe, view.timezone, now)),
  ];
  return { summary: VERDICTS[verdict], description: lines.join("\n") };
}

/** The last of box, Prometheus, Alertmanager and delivery that is known to work, up to the first that is not. */
export function lastGoodStage(evidence: Evidence): string {
  const { heartbeat, box, prometheus, alertmanager } = evidence;
  if (heartbeat === "alive") return "delivery to Farwatch: heartbeats arrive";
  const stages = [
    ["the box", box],
    ["Prometheus", prometheus],
    ["Alertmanager", heartbeat === "resolved" ? "up" : alertmanager],
  ] as const;
  const broken = stages.findIndex(([, sight]) => sight === "down");
  const before = broken === -1 ? stages : stages.slice(0, broken);
  return before.findLast(([, sight]) => sight === "up")?.[0] ?? "none that we can see";
}

/** A time would change with each ping of a live one. */
function heartbeatLine(state: HeartbeatState, timezone: string): string {
  const line = `heartbeat ${state.name}: ${state.reason ?? state.status}`;
  return state.status === "missing" ? `${line}. ${lastPingText(state, timezone)}` : line;
}

function probeLine(probe: ProbeStanding, timezone: string, now: number): string {
  const { config, report } = probe;
  const sight = latestSight(probe, now);
  const known = report !== undefined && report.state === sight;
  const since = known ? ` since ${at(report.since, timezone)}` : "";
  const reason = known && report.reason !== "" ? ` (${report.reason})` : "";
  return `probe ${config.name} (${config.role}): ${probe.isPaused ? "paused" : sight}${since}${reason}`;
}

export function probeAnnotations({ config }: ProbeStanding, report: ProbeReport, timezone: string): Labels {
  return {
    summary: `Probe ${config.name} fails`,
    description: `${config.target} has failed its ${config.module.prober} probe since ${at(report.since, timezone)}, seen from ${report.region} and confirmed: ${report.reason}`,
  };
}

export function certificateAnnotations(
  { name, target }: ProbeConfig,
  { earliestExpiryAt, names, issuer }: CertificateFacts,
  timezone: string,
): Labels {
  return {
    summary: `The certificate of ${target} ends at ${at(earliestExpiryAt, timezone)}`,
    description: `Probe ${name} saw a certificate for ${names.join(", ") || "no name"}, issued by ${issuer || "nobody named"}, whose chain ends at ${at(earliestExpiryAt, timezone)}.`,
  };
}
