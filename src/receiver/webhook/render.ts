import { commonLabels, type Labels, labelValue, sortedNames } from "../../alert/labels.ts";
import type { Notification, NotifiedAlert, RenderContext } from "../receiver.ts";
import type { WebhookSettings } from "./config.ts";

/** The annotation that marks an alert whose sender has fallen silent: version 4 has no status for it. */
export const STATE_ANNOTATION = "farwatch_state";
export const NOT_RENEWED = "not renewed, state unknown";

/**
 * The body of a version 4 webhook, byte for byte as Go writes it: upstream's key order, its escapes and its
 * final newline. One departure: `status` speaks for the whole group, also when `max_alerts` cuts it,
 * because upstream's says `resolved` of a payload whose firing alerts were the ones cut off.
 */
export function renderWebhook(
  notification: Notification,
  settings: WebhookSettings,
  context: RenderContext,
): string {
  const { alerts } = notification;
  const told = (settings.maxAlerts === 0 ? alerts : alerts.slice(0, settings.maxAlerts)).map(versionFour);
  return encodeGo({
    receiver: quoteMeta(notification.receiver),
    status: notification.status,
    alerts: told,
    notification_reason: upstreamReason(notification.reason),
    groupLabels: inOrder(notification.groupLabels),
    commonLabels: inOrder(commonLabels(told.map(({ labels }) => labels))),
    commonAnnotations: inOrder(commonLabels(told.map(({ annotations }) => annotations))),
    externalURL: context.externalUrl,
    version: "4",
    groupKey: notification.groupKey,
    truncatedAlerts: alerts.length - told.length,
  });
}

/** `unknown` is told as firing: a receiver in the chain may doubt an alert, it must never believe it resolved. */
function versionFour(alert: NotifiedAlert) {
  return {
    status: alert.status === "unknown" ? "firing" : alert.status,
    labels: inOrder(alert.labels),
    annotations: inOrder(annotationsOf(alert)),
    startsAt: goTime(alert.startsAt),
    endsAt: goTime(alert.endsAt),
    generatorURL: alert.generatorURL,
    fingerprint: alert.fingerprint,
  };
}

/** As Go writes a time again that it has read: no zeros at the end of a fraction, and UTC as Z. */
function goTime(text: string): string {
  return text
    .replace(/\.(\d*?)0*(?=\D)/, (_, digits) => (digits === "" ? "" : `.${digits}`))
    .replace(/[+-]00:00$/, "Z");
}

function annotationsOf({ status, annotations }: NotifiedAlert): Labels {
  return status === "unknown" ? { ...annotations, [STATE_ANNOTATION]: NOT_RENEWED } : annotations;
}

/** Upstream's set is closed; a group told because it fell silent, or by an operator's wish, is to its reader told again. */
function upstreamReason(reason: Notification["reason"]): Notification["reason"] {
  return reason === "alerts not renewed" || reason === "replayed" ? "repeat interval elapsed" : reason;
}

/** Go's regexp.QuoteMeta, which upstream applies to the receiver's name. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

const GO_ESCAPES: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** Go writes a map by its sorted names. */
function inOrder(labels: Labels): Labels {
  return Object.fromEntries(sortedNames(labels).map((name) => [name, labelValue(labels, name)]));
}

/** As Go's json.Encoder writes: these characters occur inside strings only, so replacing them is safe. */
function encodeGo(value: unknown): string {
  const json = JSON.stringify(value);
  return `${json.replace(/[<>&\u2028\u2029]/g, (character) => GO_ESCAPES[character] ?? character)}\n`;
}
