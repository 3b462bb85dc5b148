import { fingerprint } from "../../../src/alert/fingerprint.ts";
import type { Labels } from "../../../src/alert/labels.ts";

/** An alert of a version 4 payload. */
export interface WebhookAlert {
  readonly status: "firing" | "resolved";
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

/** A version 4 payload as Alertmanager 0.34 writes it; older ones lack `notification_reason`. */
export interface WebhookBody {
  readonly receiver: string;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly WebhookAlert[];
  readonly notification_reason?: string;
  readonly groupLabels: Labels;
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  readonly externalURL: string;
  readonly version: "4";
  readonly groupKey: string;
  readonly truncatedAlerts: number;
}

export const NOT_ENDED = "0001-01-01T00:00:00Z";

export function webhookAlert(
  labels: Labels,
  given: Partial<Pick<WebhookAlert, "status" | "annotations" | "startsAt" | "endsAt" | "generatorURL">> = {},
): WebhookAlert {
  const { status = "firing", annotations = {}, generatorURL = "" } = given;
  const startsAt = given.startsAt ?? new Date().toISOString();
  const endsAt = given.endsAt ?? (status === "firing" ? NOT_ENDED : new Date().toISOString());
  return { status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint: fingerprint(labels) };
}

/** What an Alertmanager posts of one of its groups. */
export function webhookBody(alerts: readonly WebhookAlert[], groupLabels: Labels = {}): WebhookBody {
  const pairs = Object.entries(groupLabels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return {
    receiver: "edge",
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    alerts,
    groupLabels,
    commonLabels: groupLabels,
    commonAnnotations: {},
    externalURL: "http://alertmanager.example.test",
    version: "4",
    groupKey: `{}:{${pairs.join(", ")}}`,
    truncatedAlerts: 0,
  };
}

/** The body that a stand-in for a webhook recorded. */
export function bodyOf(recorded: { readonly json: unknown }): WebhookBody {
  // The suites assert its fields; this only names them.
  return recorded.json as WebhookBody;
}
