import type { Labels } from "../alert/labels.ts";
import type { ReceiverKindConfig, SecretRef } from "../config/config.ts";

/** Why a group is told now; upstream's words, and three of our own for what upstream does not tell. */
export type NotifyReason =
  | "first notification"
  | "new alerts added"
  | "some alerts resolved"
  | "all alerts resolved"
  | "repeat interval elapsed"
  | "replayed"
  | "alerts not renewed";

/** `unknown`: its sender has not renewed it for `stale_after`; that is not resolved. */
export type NotifiedStatus = "firing" | "resolved" | "unknown";

export interface NotifiedAlert {
  readonly status: NotifiedStatus;
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** RFC 3339 as its sender wrote it. */
  readonly startsAt: string;
  /** RFC 3339; `0001-01-01T00:00:00Z` unless resolved. */
  readonly endsAt: string;
  readonly generatorURL: string;
  /** RFC 3339; when its sender last renewed it, where the status is `unknown`. */
  readonly renewedAt?: string;
  /** Resolved, and its firing was decided but never reached this integration. */
  readonly late: boolean;
}

/** One group's state as one integration shall hear it. Alerts are in upstream's order. */
export interface Notification {
  readonly receiver: string;
  readonly groupKey: string;
  readonly groupLabels: Labels;
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  /** `firing` while any alert fires or is unknown. */
  readonly status: "firing" | "resolved";
  readonly reason: NotifyReason;
  readonly alerts: readonly NotifiedAlert[];
  /** When the first send of this very state was decided, epoch ms. */
  readonly decidedAt: number;
}

/** Everything a pure `render` may know beside the notification. */
export interface RenderContext {
  /** Base of the people's pages, without a trailing slash. */
  readonly externalUrl: string;
  /** IANA name in which times are shown. */
  readonly timezone: string;
  readonly now: number;
}

/** Why an attempt failed. Closed, because it becomes the `reason` label. */
export type FailureReason =
  | "auth_error"
  | "client_error"
  | "rate_limited"
  | "server_error"
  | "timeout"
  | "network"
  | "missing_secret"
  | "receiver_gone"
  | "expired";

/** What the provider said. `status` is its code as text (`200`, `550`, `-`), `answer` its body, unmasked and uncut. */
export type SendOutcome =
  | {
      readonly ok: true;
      readonly status: string;
      readonly answer: string;
      /** What the next notification of this group needs to edit or thread this one; JSON. */
      readonly state?: MessageState;
      /** When to look after the message, by `followUp`; never, when absent. */
      readonly followUpMs?: number;
    }
  | {
      readonly ok: false;
      readonly recoverable: boolean;
      readonly reason: FailureReason;
      readonly status: string;
      readonly answer: string;
      /** The provider's own wish, honoured when longer than our backoff. */
      readonly retryAfterMs?: number;
    };

export type MessageState = Readonly<Record<string, string>>;

/** What a kind is told when it looks after a message. */
export interface FollowUpFacts {
  /** An operator's silence has fallen on all that the message says fires: somebody is on it. */
  readonly silenced: boolean;
}

/** What looking after a message came to. */
export interface FollowUp {
  /** When to look again; never, when absent. */
  readonly againMs?: number;
  /** Takes the place of the message's state; it stays when absent. */
  readonly state?: MessageState;
  /** Somebody has acknowledged the message. */
  readonly acknowledged?: Acknowledgement;
}

export interface Acknowledgement {
  /** RFC 3339, by the provider's clock. */
  readonly at: string;
  readonly by: string;
}

/** The outside, handed to `send` by the Durable Object. */
export interface World {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** The secret's value; undefined when it is not set. */
  secret(ref: SecretRef): string | undefined;
  /** The `send_email` binding, where there is one. */
  readonly email?: SendEmail;
  /** Aborted when the send's time is over. */
  readonly signal: AbortSignal;
  print(text: string): void;
}

/**
 * A kind of receiver: one folder (`config.ts`, `render.ts`, `send.ts`, put together in `receiver.ts`) and its name in
 * `receivers.ts`. `Settings` is what `config.resolve` made, `Message` what `render` makes for `send`.
 */
export interface Receiver<Settings, Message> {
  readonly config: ReceiverKindConfig;
  /** Most subrequests that one `send` or `followUp` may cost, so that an invocation can keep its budget. */
  readonly maxSubrequests: number;
  render(notification: Notification, settings: Settings, context: RenderContext): Message;
  /** Never throws: every failure is an outcome. `previous` is the state that the group's last success left. */
  send(
    message: Message,
    settings: Settings,
    previous: MessageState | undefined,
    world: World,
  ): Promise<SendOutcome>;
  /**
   * Looks after a delivered message: when its `followUpMs` are over, and at once when a silence falls on all of it.
   * Never throws.
   */
  followUp?(state: MessageState, facts: FollowUpFacts, settings: Settings, world: World): Promise<FollowUp>;
}
