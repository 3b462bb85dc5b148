import { type Labels, labelsKey, labelValue } from "../alert/labels.ts";
import { durationText } from "../receiver/when.ts";
import { at } from "./alert-words.ts";
import { WATCH, type WatchAlert, type WatchView } from "./alerts.ts";
import type { HeartbeatState } from "./heartbeat.ts";
import { latestSight } from "./standing.ts";

/** What one turn does to the watch's alerts: all of it together, so that a change of verdict is one flush. */
export interface AlertChanges {
  readonly raise: readonly WatchAlert[];
  /** Firing already, with other words than before. */
  readonly update: readonly WatchAlert[];
  readonly keep: readonly WatchAlert[];
  /** With the words of their end. */
  readonly resolve: readonly WatchAlert[];
}

/** Compares what fires with what should; `farewell` words the end of an alert. */
export function compareAlerts(
  firing: readonly WatchAlert[],
  wanted: readonly WatchAlert[],
  farewell: (alert: WatchAlert) => Labels,
): AlertChanges {
  const before = new Map(firing.map((alert) => [labelsKey(alert.labels), alert]));
  const after = new Map(wanted.map((alert) => [labelsKey(alert.labels), alert]));
  const known = [...after].filter(([key]) => before.has(key));
  const isSame = ([key, alert]: readonly [string, WatchAlert]) =>
    before.get(key)?.startsAt === alert.startsAt &&
    labelsKey(before.get(key)?.annotations ?? {}) === labelsKey(alert.annotations);
  return {
    raise: [...after].filter(([key]) => !before.has(key)).map(([, alert]) => alert),
    update: known.filter((one) => !isSame(one)).map(([, alert]) => alert),
    keep: known.filter(isSame).map(([, alert]) => alert),
    resolve: [...before]
      .filter(([key]) => !after.has(key))
      .map(([, alert]) => ({ ...alert, annotations: farewell(alert) })),
  };
}

/** The annotations of an alert that ends at `now`: what it said, and instead of its description how it ended. */
export function farewellOf(alert: WatchAlert, view: WatchView, now: number): Labels {
  return { ...alert.annotations, description: endText(alert, view, now) };
}

function endText(alert: WatchAlert, view: WatchView, now: number): string {
  const name = labelValue(alert.labels, "alertname");
  if (name === "HeartbeatMissing") return heartbeatEnd(alert, view);
  if (name === "ProbeFailed") return probeEnd(alert, view, now);
  if (name === "CertificateExpiring") return certificateEnd(alert, view);
  return labelValue(alert.labels, "watch") === WATCH ? verdictEnd(alert, view, now) : "It has ended.";
}

function heartbeatEnd(alert: WatchAlert, view: WatchView): string {
  const name = labelValue(alert.labels, "heartbeat");
  const known = view.heartbeats.find(({ config }) => config.name === name);
  if (known === undefined) return `Heartbeat ${name} is no longer configured.`;
  const { state } = known;
  if (state.status === "paused") return `Heartbeat ${name} is paused by a ${pauseText(state)}.`;
  const reason = labelValue(alert.labels, "reason");
  if (state.status === "missing" && state.reason === "failed" && reason !== "failed") {
    return `${silenceText(state, view)} But it reports a failure.`;
  }
  if (state.status === "missing") return `Heartbeat ${name} is told of as ${toldAs(view)}.`;
  if (reason === "drifting") return `Pings from ${state.source} come in time again.`;
  return silenceText(state, view);
}

function pauseText({ pausedBy }: HeartbeatState): string {
  return pausedBy === "silence" ? "silence" : "time interval that mutes it";
}

function toldAs({ verdict }: WatchView): string {
  return verdict?.verdict ?? "HeartbeatMissing with another reason";
}

/** How long it was silent, and who ended that. */
function silenceText({ outage, source, name }: HeartbeatState, { timezone }: WatchView): string {
  if (outage === null) return `Heartbeat ${name} is watched anew.`;
  const { reason, since, quietSince, endedAt } = outage;
  const from = reason === "failed" ? since : quietSince;
  const what = reason === "failed" ? "It had failed" : "It was silent";
  return `A ping from ${source} arrived at ${at(endedAt, timezone)}. ${what} for ${durationText(endedAt - from)}, since ${at(from, timezone)}.`;
}

function verdictEnd(alert: WatchAlert, view: WatchView, now: number): string {
  const { verdict } = view;
  const lasted = `${labelValue(alert.labels, "alertname")} lasted ${durationText(now - alert.startsAt)}.`;
  if (verdict === undefined) return "No probe has a role any more: there is no verdict.";
  if (verdict.verdict !== "Healthy") return `The verdict is now ${verdict.verdict}. ${verdict.why} ${lasted}`;
  const ended = view.heartbeats
    .filter(({ config, state }) => config.bastion && (state.outage?.endedAt ?? 0) >= alert.startsAt)
    .map(({ state }) => silenceText(state, view));
  return [verdict.why, ...ended, lasted].join(" ");
}

function probeEnd(alert: WatchAlert, view: WatchView, now: number): string {
  const name = labelValue(alert.labels, "probe");
  const probe = view.probes.find(({ config }) => config.name === name);
  if (probe === undefined) return `Probe ${name} is no longer configured.`;
  if (probe.isPaused) return `Probe ${name} is paused.`;
  const sight = latestSight(probe, now);
  if (sight === "up")
    return `Probe ${name} is up again after ${durationText((probe.report?.since ?? now) - alert.startsAt)}.`;
  if (sight === "down")
    return `Probe ${name} is down still, told of as ${view.verdict?.verdict ?? "another alert"}.`;
  return `Farwatch can no longer look: whether ${name} is up is unknown.`;
}

function certificateEnd(alert: WatchAlert, view: WatchView): string {
  const name = labelValue(alert.labels, "probe");
  const probe = view.probes.find(({ config }) => config.name === name);
  const certificate = probe?.report?.certificate;
  if (certificate === undefined || probe?.isPaused === true)
    return `Probe ${name} no longer looks at the certificate.`;
  return `Probe ${name} sees a certificate that ends at ${at(certificate.earliestExpiryAt, view.timezone)}.`;
}
