import type { Labels } from "./labels.ts";
import type { Timestamp } from "./timestamp.ts";

/** One alert as a sender put it, checked and within limits; not yet merged with what is stored. */
export interface IncomingAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly status: "firing" | "resolved";
  readonly startsAt: Timestamp;
  /** Given only when the sender named an end; never the year 1. */
  readonly endsAt?: Timestamp;
  readonly generatorURL: string;
  /** As the sender computed it, for comparison alone. */
  readonly claimedFingerprint?: string;
}

/** A version 4 webhook body, taken apart. */
export interface WebhookPayload {
  readonly receiver: string;
  readonly groupKey: string;
  readonly externalURL: string;
  readonly truncatedAlerts: number;
  readonly alerts: readonly IncomingAlert[];
}

/** Why a body is refused as a whole; nothing of it is stored. Closed, because it becomes the `reason` label. */
export type RefusalReason =
  | "too_large"
  | "too_many_alerts"
  | "too_many_labels"
  | "label_too_long"
  | "malformed"
  | "wrong_version";

/** `message` reads well in Alertmanager's log and quotes the value. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly message: string;
}
