import { type Labels, labelValue, sortedNames } from "../alert/labels.ts";
import { runbookLink, safeLink } from "./links.ts";
import { cleanText, oneLine } from "./plain-text.ts";
import type { Notification, NotifiedAlert, NotifiedStatus, NotifyReason, RenderContext } from "./receiver.ts";
import { STATUSES, severityOf, summaryOf, titleOf } from "./title.ts";
import { truncateRunes } from "./truncate.ts";
import { whenText } from "./when.ts";

/** Alerts that a message lists at most; no channel has room for more, and no phone. */
export const MAX_LISTED_ALERTS = 50;

/** Longest label value shown; the rest of a stack trace in a label helps no one on a phone. */
export const MAX_SHOWN_VALUE = 200;

/** Longest description, which also a mail would not show in full; intake lets 8 KiB through. */
export const MAX_DESCRIPTION_RUNES = 4_000;

/** What a message to a person says, in plain text of no channel: each channel escapes and cuts it. */
export interface Content {
  /** Of the alerts that matter most: firing, else unknown, else resolved. */
  readonly status: NotifiedStatus;
  readonly severity: string;
  readonly title: string;
  /** Said by all alerts alike; empty where they differ, and then told with each. */
  readonly summary: string;
  readonly description: string;
  /** `name=value` of the labels that all share, without those in the title. */
  readonly labels: readonly string[];
  readonly runbook: string | undefined;
  readonly source: string | undefined;
  readonly reason: NotifyReason;
  readonly alerts: readonly AlertLine[];
  /** Alerts beyond `MAX_LISTED_ALERTS`. */
  readonly omitted: number;
}

/** One alert; what all have in common is left out. */
export interface AlertLine {
  readonly status: NotifiedStatus;
  readonly labels: readonly string[];
  readonly when: string;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string | undefined;
  readonly source: string | undefined;
}

export function contentOf(notification: Notification, context: RenderContext): Content {
  const ordered = STATUSES.flatMap((wanted) => notification.alerts.filter(({ status }) => status === wanted));
  const listed = ordered.slice(0, MAX_LISTED_ALERTS);
  const shared = sharedParts(ordered, listed, context);
  return {
    status: ordered[0]?.status ?? notification.status,
    severity: severityOf(ordered),
    title: titleOf(notification, ordered),
    summary: shared.summary ?? "",
    description: shared.description ?? "",
    labels: pairs(notification.commonLabels, ["alertname", "severity"]),
    runbook: shared.runbook,
    source: shared.source,
    reason: notification.reason,
    alerts: listed.map((alert) => lineOf(alert, shared, notification.commonLabels, context)),
    omitted: ordered.length - listed.length,
  };
}

interface SharedParts {
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly runbook: string | undefined;
  readonly source: string | undefined;
}

function sharedParts(
  all: readonly NotifiedAlert[],
  listed: readonly NotifiedAlert[],
  context: RenderContext,
): SharedParts {
  return {
    summary: sharedValue(all.map(summaryOf)),
    description: sharedValue(all.map(descriptionOf)),
    runbook: sharedValue(listed.map((alert) => runbookLink(alert, context))),
    source: sharedValue(listed.map(({ generatorURL }) => safeLink(generatorURL))),
  };
}

function lineOf(
  alert: NotifiedAlert,
  shared: SharedParts,
  commonLabels: Labels,
  context: RenderContext,
): AlertLine {
  const runbook = runbookLink(alert, context);
  const source = safeLink(alert.generatorURL);
  return {
    status: alert.status,
    labels: pairs(alert.labels, Object.keys(commonLabels)),
    when: whenText(alert, context),
    summary: shared.summary === undefined ? summaryOf(alert) : "",
    description: shared.description === undefined ? descriptionOf(alert) : "",
    runbook: runbook === shared.runbook ? undefined : runbook,
    source: source === shared.source ? undefined : source,
  };
}

function descriptionOf({ annotations }: NotifiedAlert): string {
  return truncateRunes(cleanText(labelValue(annotations, "description")), MAX_DESCRIPTION_RUNES);
}

function pairs(labels: Labels, without: readonly string[]): readonly string[] {
  const names = sortedNames(labels).filter((name) => !without.includes(name));
  return names.map((name) => truncateRunes(oneLine(`${name}=${labelValue(labels, name)}`), MAX_SHOWN_VALUE));
}

function sharedValue<T>(values: readonly T[]): T | undefined {
  const [first, ...others] = values;
  return others.every((value) => value === first) ? first : undefined;
}
