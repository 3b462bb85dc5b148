import type { Refusal, RefusalReason } from "../alert/incoming.ts";
import type { Result } from "../alert/result.ts";
import type { PostedSilence, ShownSilence } from "../silence/api.ts";
import type { Ping } from "../watch/heartbeat.ts";
import type { ProbeListener } from "../watch/report.ts";
import type { SubjectUptime } from "../watch/uptime-report.ts";
import type { WatchReport } from "../watch/watch-report.ts";
import type { DeliveryPage, DeliveryQuery } from "./deliveries.ts";
import type { Delivery } from "./delivery.ts";
import type { AlertQuery } from "./listing-filter.ts";
import type { ReplayError } from "./replay.ts";

/** A silence as Alertmanager's v2 API shows it. */
export type GettableSilence = Omit<ShownSilence, "identity">;

/** The same, with what no body can set: the identity that last wrote it. */
export type OwnedSilence = ShownSilence;

export type PostableSilence = PostedSilence;

/** Why a silence request fails; `api/` maps it to upstream's status codes and body shapes. */
export type SilenceError =
  | { readonly kind: "not_found" }
  | { readonly kind: "invalid"; readonly message: string };

export interface Ready {
  readonly ready: boolean;
  /** One sentence each; empty when ready. */
  readonly reasons: readonly string[];
}

export interface UnknownHeartbeat {
  readonly kind: "unknown_heartbeat";
  readonly message: string;
}

/** Why a post of alerts was refused. With a `code` of upstream's request layer all of it was, else some of its alerts. */
export interface PostRefusal {
  readonly code?: number;
  readonly message: string;
}

/** The body of an answer, as long as it may be; an error says what is wrong with the query. */
export type Listed = Result<ReadableStream<Uint8Array>, string>;

/** What the front Worker and the probers may ask of a tenant's router. Every result is plain data. */
export interface AlertRouterRpc extends ProbeListener {
  /** Durable before it resolves. A throw means that nothing is promised: answer 503. */
  ingestWebhook(identity: string, body: string): Promise<Result<{ alerts: number }, Refusal>>;
  /** A body of POST /api/v2/alerts, in which every alert stands for itself; durable as above, also when some are refused. */
  postAlerts(identity: string, body: string): Promise<Result<{ alerts: number }, PostRefusal>>;
  /** A body that was refused before it came here (over the size limit). */
  noteRefusal(identity: string, reason: RefusalReason): Promise<void>;
  /** The alerts that fire now. */
  listAlerts(query: AlertQuery): Promise<Listed>;
  /** The same alerts by group. */
  listGroups(query: AlertQuery): Promise<Listed>;
  /** `filters` are matchers, compared by structure as upstream does. */
  listSilences(filters: readonly string[]): Promise<Result<readonly OwnedSilence[], SilenceError>>;
  getSilence(id: string): Promise<Result<OwnedSilence, SilenceError>>;
  /** Creates or updates; `silence` is a postable silence already checked for shape. */
  setSilence(
    silence: PostableSilence,
    identity: string,
  ): Promise<Result<{ silenceID: string }, SilenceError>>;
  expireSilence(id: string, identity: string): Promise<Result<null, SilenceError>>;
  /** What was sent, what failed and what waits, newest first. */
  deliveries(query: DeliveryQuery): Promise<DeliveryPage>;
  /** Null when there is none of that id, or none any more. */
  delivery(id: number): Promise<Delivery | null>;
  /** Tells anew what its group says now; `identity` is who wants it. */
  replayDelivery(id: number, identity: string): Promise<Result<Delivery, ReplayError>>;
  /** Prometheus text exposition of this tenant. */
  metrics(): Promise<string>;
  ready(): Promise<Ready>;
  /** Adds up callers that the gate denied elsewhere, by reason. */
  noteDenied(counts: Readonly<Record<string, number>>): Promise<void>;
  /** Takes a ping by HTTP; durable before it resolves. `source` is the identity that sent it. */
  heartbeat(name: string, ping: Omit<Ping, "at">): Promise<Result<null, UnknownHeartbeat>>;
  /** Every heartbeat and probe as it stands, and the verdict. */
  watch(): Promise<WatchReport>;
  uptime(): Promise<readonly SubjectUptime[]>;
  /** Whoever watches us could not be told that we live. */
  noteExternalHeartbeatFailure(): Promise<void>;
  /** Called by cron each minute: runs what is overdue and re-arms a lost alarm. */
  tick(): Promise<void>;
}
