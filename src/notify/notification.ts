import { type Alert, lastRenewedAt } from "../alert/alert.ts";
import { commonLabels, type Labels, sortByLabels } from "../alert/labels.ts";
import { timestampOf, ZERO_TIME } from "../alert/timestamp.ts";
import type { Notification, NotifiedAlert, NotifiedStatus } from "../receiver/receiver.ts";
import { EMPTY_ENTRY, type LogEntry } from "./notification-log.ts";
import type { OutboxRow } from "./outbox.ts";

export interface NotificationParts {
  readonly row: OutboxRow;
  readonly entry: LogEntry | undefined;
  readonly receiver: string;
  readonly groupKey: string;
  readonly groupLabels: Labels;
  /** Stored alerts by fingerprint: those that a row names are kept until it is done. */
  alert(fingerprint: string): Alert | undefined;
}

/** What an outbox row says, with the alerts' stored text. The row's own verdicts hold, whatever happened since. */
export function buildNotification(parts: NotificationParts): Notification {
  const { content } = parts.row;
  const told = parts.entry ?? EMPTY_ENTRY;
  const known = new Set([...told.firing, ...told.unknown]);
  const tell = (fingerprints: readonly string[], status: NotifiedStatus) =>
    fingerprints.flatMap((fingerprint) => {
      const alert = parts.alert(fingerprint);
      if (alert === undefined) return [];
      return [
        notifiedAlert(alert, status, status === "resolved" && !known.has(fingerprint), parts.row.decidedAt),
      ];
    });
  const alerts = sortByLabels([
    ...tell(content.repeated ?? content.firing, "firing"),
    ...tell(content.unknown, "unknown"),
    ...tell(content.resolved, "resolved"),
  ]);
  return {
    receiver: parts.receiver,
    groupKey: parts.groupKey,
    groupLabels: parts.groupLabels,
    commonLabels: commonLabels(alerts.map((alert) => alert.labels)),
    commonAnnotations: commonLabels(alerts.map((alert) => alert.annotations)),
    status: content.firing.length + content.unknown.length > 0 ? "firing" : "resolved",
    reason: parts.row.reason,
    alerts,
    decidedAt: parts.row.decidedAt,
  };
}

function notifiedAlert(
  alert: Alert,
  status: NotifiedStatus,
  late: boolean,
  decidedAt: number,
): NotifiedAlert {
  return {
    status,
    fingerprint: alert.fingerprint,
    labels: alert.labels,
    annotations: alert.annotations,
    startsAt: alert.startsAt.text,
    endsAt: status === "resolved" ? endOf(alert, decidedAt) : ZERO_TIME,
    generatorURL: alert.generatorURL,
    ...(status === "unknown" ? { renewedAt: timestampOf(lastRenewedAt(alert)).text } : {}),
    late,
  };
}

/** One that fired again since the decision has lost its end; the decision's own time is the latest it can have been. */
function endOf({ endsAt }: Alert, decidedAt: number): string {
  return (endsAt ?? timestampOf(decidedAt)).text;
}
