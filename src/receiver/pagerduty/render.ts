import { labelValue, sortedNames } from "../../alert/labels.ts";
import { utf8Length } from "../../alert/utf8.ts";
import { namedLinks, safeLink } from "../links.ts";
import { type Content, contentOf, MAX_SHOWN_VALUE } from "../message.ts";
import { oneLine } from "../plain-text.ts";
import type { Notification, RenderContext } from "../receiver.ts";
import { textFormWithin } from "../text-form.ts";
import type { Severity } from "../title.ts";
import { truncateRunes } from "../truncate.ts";
import { severityClass } from "../urgency.ts";
import type { PagerDutySettings } from "./config.ts";

/** The whole event; upstream counts KB as 1,000 (https://developer.pagerduty.com/docs/send-alert-event). */
export const MAX_EVENT_BYTES = 512_000;
/** `payload.summary`, of the same page. */
export const MAX_SUMMARY = 1_024;
/** Our message among the details: with every sign of it escaped, and 64 labels beside it, far under an event. */
export const MAX_DETAILS_BYTES = 64 * 1_024;
/** Source, class, component and group, which PagerDuty shows in one line each. */
export const MAX_FIELD = 255;

/** What `sendPagerDuty` enqueues, before key and dedup key are added. */
export interface PagerDutyMessage {
  readonly groupKey: string;
  readonly status: Notification["status"];
  /** Something that nobody can have acknowledged yet. */
  readonly isNews: boolean;
  /** Of nothing it tells was PagerDuty told while it fired. */
  readonly isLate: boolean;
  readonly decidedAt: number;
  readonly event: PagerDutyEvent;
}

export interface PagerDutyEvent {
  readonly client: string;
  readonly client_url?: string;
  readonly links: readonly { readonly href: string; readonly text: string }[];
  readonly payload: {
    readonly summary: string;
    readonly source: string;
    readonly severity: Severity;
    readonly class?: string;
    readonly component?: string;
    readonly group?: string;
    readonly custom_details: Readonly<Record<string, unknown>>;
  };
}

/** A whole group as one event: its incident opens with the group and ends with it. */
export function renderPagerDuty(
  notification: Notification,
  settings: PagerDutySettings,
  context: RenderContext,
): PagerDutyMessage {
  const content = contentOf(notification, context);
  const { alerts, reason, status } = notification;
  return {
    groupKey: notification.groupKey,
    status,
    isNews: status === "firing" && reason !== "some alerts resolved",
    isLate: alerts.length > 0 && alerts.every(({ late }) => late),
    decidedAt: notification.decidedAt,
    event: {
      client: settings.client ?? "Farwatch",
      ...clientUrl(settings, context),
      links: namedLinks(content).map(({ url, name }) => ({ href: url, text: name })),
      payload: payloadOf(notification, content, settings),
    },
  };
}

function clientUrl({ clientUrl }: PagerDutySettings, { externalUrl }: RenderContext) {
  const url = safeLink(clientUrl ?? externalUrl);
  return url === undefined ? {} : { client_url: url };
}

function payloadOf(
  { commonLabels, alerts }: Notification,
  content: Content,
  settings: PagerDutySettings,
): PagerDutyEvent["payload"] {
  const shared = (name: string) => truncateRunes(oneLine(labelValue(commonLabels, name)), MAX_FIELD);
  const alertname = settings.class ?? shared("alertname");
  const { component, group } = settings;
  return {
    summary: truncateRunes(content.title, MAX_SUMMARY),
    source: settings.source ?? (shared("instance") || shared("host") || "Farwatch"),
    severity: settings.severity ?? severityClass(content.severity),
    ...(alertname === "" ? {} : { class: alertname }),
    ...(component === undefined ? {} : { component }),
    ...(group === undefined ? {} : { group }),
    custom_details: {
      reason: content.reason,
      firing: alerts.filter(({ status }) => status === "firing").length,
      resolved: alerts.filter(({ status }) => status === "resolved").length,
      message: textFormWithin(content, MAX_DETAILS_BYTES, utf8Length),
      // For the rules of PagerDuty, which read fields and no text.
      labels: labelsOf(commonLabels),
    },
  };
}

function labelsOf(labels: Notification["commonLabels"]): Readonly<Record<string, string>> {
  const shown = sortedNames(labels).map((name) => [
    truncateRunes(oneLine(name), MAX_SHOWN_VALUE),
    truncateRunes(oneLine(labelValue(labels, name)), MAX_SHOWN_VALUE),
  ]);
  return Object.fromEntries(shown);
}
