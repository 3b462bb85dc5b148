import { labelValue } from "../alert/labels.ts";
import { oneLine } from "./plain-text.ts";
import type { Notification, NotifiedAlert, NotifiedStatus } from "./receiver.ts";
import { moreMark, truncateRunes } from "./truncate.ts";

/** Most alert names in a title; a group of more is told by number. */
export const MAX_NAMES = 3;
/** Longest name or severity in a title, so that neither hides the summary behind it. */
export const MAX_NAME_RUNES = 64;

/** Longest summary shown: it is one sentence, or it is none. */
export const MAX_SUMMARY_RUNES = 500;

/** In this order a person wants to hear of them. */
export const STATUSES: readonly NotifiedStatus[] = ["firing", "unknown", "resolved"];

/** The four that pagers know, the worst first. */
export const SEVERITIES = ["critical", "error", "warning", "info"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** `[FIRING:2 RESOLVED:1] critical HighLatency: p99 high on web-1 (+1 more)`, on one line and not yet cut. */
export function titleOf(notification: Notification, ordered: readonly NotifiedAlert[]): string {
  const head = [severityOf(ordered), namesOf(notification, ordered)].filter((part) => part !== "").join(" ");
  const summary = firstSummary(ordered);
  return `[${countsOf(ordered)}] ${head}${summary === "" ? "" : `: ${summary}`}`;
}

/** The highest severity among alerts that are not resolved, else among all. */
export function severityOf(alerts: readonly NotifiedAlert[]): string {
  const open = alerts.filter(({ status }) => status !== "resolved");
  const found = (open.length > 0 ? open : alerts).map(({ labels }) =>
    oneLine(labelValue(labels, "severity")),
  );
  const known = SEVERITIES.find((severity) => found.includes(severity));
  return known ?? truncateRunes(found.find((severity) => severity !== "") ?? "", MAX_NAME_RUNES);
}

/** What one alert says of itself in a line. */
export function summaryOf({ annotations }: Pick<NotifiedAlert, "annotations">): string {
  const summary = oneLine(labelValue(annotations, "summary") || labelValue(annotations, "message"));
  return truncateRunes(summary, MAX_SUMMARY_RUNES);
}

function countsOf(alerts: readonly NotifiedAlert[]): string {
  const counts = STATUSES.map(
    (status) => [status, alerts.filter((alert) => alert.status === status).length] as const,
  );
  const told = counts
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${status.toUpperCase()}:${count}`);
  return told.join(" ") || "RESOLVED:0";
}

function namesOf({ groupLabels }: Notification, alerts: readonly NotifiedAlert[]): string {
  const names = [...new Set(alerts.map(({ labels }) => labelValue(labels, "alertname")))];
  const named = names.map(shortName).filter((name) => name !== "");
  if (named.length > MAX_NAMES) {
    return `${named.slice(0, MAX_NAMES).join(", ")} ${moreMark(named.length - MAX_NAMES)}`;
  }
  if (named.length > 0) return named.join(", ");
  return Object.values(groupLabels).slice(0, MAX_NAMES).map(shortName).join(" ") || "alert without a name";
}

function shortName(name: string): string {
  return truncateRunes(oneLine(name), MAX_NAME_RUNES);
}

function firstSummary(alerts: readonly NotifiedAlert[]): string {
  const status = alerts[0]?.status;
  const summaries = [...new Set(alerts.filter((alert) => alert.status === status).map(summaryOf))];
  const [first = "", ...others] = summaries.filter((summary) => summary !== "");
  return others.length === 0 ? first : `${first} (${moreMark(others.length)})`;
}
