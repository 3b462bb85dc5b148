import type { Refusal, WebhookPayload } from "../../../src/alert/incoming.ts";
import { parseWebhook } from "../../../src/alert/webhook.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A firing alert as Alertmanager writes it, with some fields replaced; undefined leaves a field out. */
export function alertOf(fields: Fields): Fields {
  return {
    status: "firing",
    labels: { alertname: "HostDown", instance: "web-1:9100" },
    annotations: { summary: "web-1 is down" },
    startsAt: "2026-01-01T00:00:00.123456789+02:00",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus.example.test/graph?g0.expr=up",
    fingerprint: "0123456789abcdef",
    ...fields,
  };
}

/** A body with one alert, with some fields replaced. */
export function bodyOf(fields: Fields): string {
  return JSON.stringify({
    receiver: "edge",
    status: "firing",
    alerts: [alertOf({})],
    groupLabels: { alertname: "HostDown" },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager.example.test:9093",
    version: "4",
    groupKey: '{}:{alertname="HostDown"}',
    truncatedAlerts: 0,
    ...fields,
  });
}

/** The payload of a body that must be good. */
export function parse(body: string): WebhookPayload {
  const result = parseWebhook(body);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The refusal of a body that must be bad. */
export function refusalOf(body: string): Refusal {
  const result = parseWebhook(body);
  if (result.ok) throw new Error(`Not refused: ${body.slice(0, 200)}`);
  return result.error;
}
