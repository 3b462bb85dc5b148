import type { IncomingAlert, Refusal, WebhookPayload } from "./incoming.ts";
import { readAlert, readStatus } from "./incoming-alert.ts";
import { labelsKey } from "./labels.ts";
import { asRecord, type Raw, readTexts } from "./raw.ts";
import { malformed, quoteText, quoteValue, RefusedError } from "./refuse.ts";
import { err, ok, type Result } from "./result.ts";
import { isLongerThan, utf8Length } from "./utf8.ts";

/** `MAX_ALERTS` as Prometheus writes them, at 800 bytes each, fit. Upstream sets no limit. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Twice the alerts that one router is meant to hold. Upstream sets no limit. */
export const MAX_ALERTS = 20_000;

/** Of receiver, groupKey and externalURL each. A groupKey repeats every label it groups by, and shares a row of at most 2 MB. */
export const MAX_FIELD_BYTES = 512 * 1024;

/** The only version of the payload there has been since 2016. */
const VERSION = "4";

/** Takes the body of Alertmanager's webhook apart, or refuses it as a whole. Keys that are unknown are ignored. */
export function parseWebhook(body: string): Result<WebhookPayload, Refusal> {
  try {
    return ok(readPayload(parseBody(body)));
  } catch (error) {
    if (error instanceof RefusedError) return err(error.refusal);
    throw error;
  }
}

function parseBody(body: string): Raw {
  if (isLongerThan(body, MAX_BODY_BYTES)) {
    const size = `${utf8Length(body)} bytes; at most ${MAX_BODY_BYTES} are allowed`;
    throw new RefusedError("too_large", `Cannot take a body of ${size}. Set max_alerts in webhook_configs.`);
  }
  const raw = asRecord(parseJson(body));
  if (raw === undefined) throw malformed(`Cannot read the body ${quoteText(body)}: expected a JSON object.`);
  return raw;
}

function parseJson(body: string): unknown {
  if (body === "") {
    throw malformed("Cannot read the body: it is empty. A 301 or 302 on the way makes Alertmanager drop it.");
  }
  try {
    return JSON.parse(body);
  } catch {
    throw malformed(`Cannot read the body ${quoteText(body)}: it is not JSON.`);
  }
}

function readPayload(raw: Raw): WebhookPayload {
  checkVersion(raw.version);
  // Each alert's own status decides; this one is only checked for being version 4's.
  readStatus(raw.status, () => "the payload");
  for (const field of ["groupLabels", "commonLabels", "commonAnnotations"]) {
    readTexts(raw[field] ?? {}, field, () => "the payload");
  }
  return {
    receiver: readField(raw, "receiver"),
    groupKey: readField(raw, "groupKey"),
    externalURL: readField({ externalURL: raw.externalURL ?? "" }, "externalURL"),
    truncatedAlerts: readCount(raw, "truncatedAlerts"),
    alerts: withoutRepeats(readAlerts(raw.alerts)),
  };
}

function checkVersion(version: unknown): void {
  if (version === VERSION) return;
  const hint = `If webhook_configs has a "payload:" template, remove it: it replaces the fields that Farwatch reads.`;
  const message = `Cannot read webhook version ${quoteValue(version)}: expected "${VERSION}". ${hint}`;
  throw new RefusedError("wrong_version", message);
}

function readField(raw: Raw, field: string): string {
  const value = raw[field];
  if (typeof value !== "string")
    throw malformed(`Cannot read ${field} ${quoteValue(value)}: expected a text.`);
  if (!isLongerThan(value, MAX_FIELD_BYTES)) return value.toWellFormed();
  const size = `${utf8Length(value)} bytes; at most ${MAX_FIELD_BYTES} are allowed`;
  throw new RefusedError("too_large", `Cannot take ${field} ${quoteText(value)}: it takes ${size}.`);
}

function readCount(raw: Raw, field: string): number {
  const value = raw[field] ?? 0;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(`Cannot read ${field} ${quoteValue(value)}: expected a whole number, not negative.`);
}

function readAlerts(value: unknown): readonly IncomingAlert[] {
  if (!Array.isArray(value)) throw malformed(`Cannot read alerts ${quoteValue(value)}: expected a list.`);
  if (value.length === 0)
    throw malformed("Cannot read alerts: the list is empty, and Alertmanager never sends that.");
  if (value.length > MAX_ALERTS) {
    const count = `${value.length} alerts in one body; at most ${MAX_ALERTS} are allowed`;
    throw new RefusedError("too_many_alerts", `Cannot take ${count}. Set max_alerts in webhook_configs.`);
  }
  return value.map((entry, index) => readAlert(entry, index + 1));
}

/** The last of equal label sets counts, but a firing one is never undone by a resolved one of the same body. */
function withoutRepeats(alerts: readonly IncomingAlert[]): readonly IncomingAlert[] {
  if (alerts.length === 1) return alerts;
  const byLabels = new Map<string, IncomingAlert>();
  for (const alert of alerts) {
    const key = labelsKey(alert.labels);
    const isUndone = byLabels.get(key)?.status === "firing" && alert.status === "resolved";
    if (!isUndone) byLabels.set(key, alert);
  }
  return byLabels.size === alerts.length ? alerts : [...byLabels.values()];
}
