import type { Alert } from "../alert/alert.ts";
import { fingerprint as fingerprintOf } from "../alert/fingerprint.ts";
import { type Labels, labelsKey } from "../alert/labels.ts";
import type { Config, Integration } from "../config/config.ts";
import { buildRouteTree, type Route } from "../dispatch/route.ts";
import { InhibitIndex } from "../inhibit/inhibit.ts";
import { doubt, type LogEntry } from "../notify/notification-log.ts";
import { type OutboxRow, rowKey } from "../notify/outbox.ts";
import type { FailureReason } from "../receiver/receiver.ts";
import { SilenceIndex } from "../silence/silence-index.ts";
import { ContextIndex } from "./contexts.ts";
import { DueQueue } from "./due-queue.ts";
import type { RouterEvent } from "./event.ts";
import type { Group } from "./group.ts";
import { SendQueue } from "./send-queue.ts";
import type { Store } from "./store.ts";
import { emptyWatch, type Watch } from "./watch.ts";

/** What its receiver has not taken so long after the decision goes to the fallback too, where it is critical. */
export const FAIL_OVER_AFTER_MS = 120_000;

/** `receiver/kind/index`: the unit of outbox rows, retries, limits and notification log. */
export function integrationKey(integration: Integration): string {
  return `${integration.receiver}/${integration.kind}/${integration.index}`;
}

/** One tenant's router: what SQLite holds as an in-memory index, and the configuration that it is read by. */
export class RouterState {
  readonly root: Route;
  readonly integrations: ReadonlyMap<string, Integration>;
  readonly integrationsOf: ReadonlyMap<string, readonly Integration[]>;

  /** By fingerprint. */
  readonly alerts = new Map<string, Alert>();
  /** Fingerprint by canonical label string: the one lookup of an unchanged alert. */
  readonly fingerprints = new Map<string, string>();
  readonly contexts = new ContextIndex();
  readonly groups = new Map<string, Group>();
  /** Group ids by fingerprint. */
  readonly groupsOf = new Map<string, Set<string>>();
  /** By `rowKey`. */
  readonly log = new Map<string, LogEntry>();
  readonly outbox = new Map<string, OutboxRow>();
  readonly silences = new SilenceIndex();
  readonly inhibition: InhibitIndex;

  /** Fingerprints of the alerts of our own that fire until we end them. */
  readonly held = new Set<string>();
  readonly watch: Watch = emptyWatch();

  /** The id of the newest delivery. */
  lastDelivery = 0;

  /** When a silence next starts or ends; what waits to be sent is looked at again then. */
  silenceEdgeAt: number | undefined;

  readonly flushes = new DueQueue();
  readonly leases = new DueQueue();
  /** When a row that nobody has taken by then is looked at: by `rowKey`. */
  readonly worries = new DueQueue();
  /** When a delivered message is looked after: by `rowKey`. */
  readonly followUps = new DueQueue();
  readonly queue = new SendQueue();

  /** By integration: why its last send failed, and the labels of the alert that says that it fails. Both until a success. */
  readonly failures = new Map<string, FailureReason>();
  readonly failing = new Map<string, Labels>();

  constructor(config: Config, store: Store, emit: (event: RouterEvent) => void, random: () => number) {
    this.config = config;
    this.store = store;
    this.emit = emit;
    this.random = random;
    this.root = buildRouteTree(config.route);
    this.inhibition = new InhibitIndex(config.inhibitRules);
    this.integrationsOf = new Map(config.receivers.map((receiver) => [receiver.name, receiver.integrations]));
    const all = config.receivers.flatMap((receiver) => receiver.integrations);
    this.integrations = new Map(all.map((integration) => [integrationKey(integration), integration]));
  }

  readonly config: Config;
  readonly store: Store;
  readonly emit: (event: RouterEvent) => void;
  readonly random: () => number;

  entry(groupId: string, integration: string): LogEntry | undefined {
    return this.log.get(rowKey(groupId, integration));
  }

  pending(groupId: string, integration: string): OutboxRow | undefined {
    return this.outbox.get(rowKey(groupId, integration));
  }

  /** Takes an entry into the index that storage holds already. */
  keepEntry(groupId: string, integration: string, entry: LogEntry): void {
    const key = rowKey(groupId, integration);
    const before = this.log.get(key)?.followUpAt;
    this.log.set(key, entry);
    // What else of it changes moves nothing: a look may have been put off in memory alone.
    if (entry.followUpAt === before) return;
    if (entry.followUpAt === undefined) this.followUps.delete(key);
    else this.followUps.set(key, entry.followUpAt);
  }

  putEntry(groupId: string, integration: string, entry: LogEntry): void {
    this.keepEntry(groupId, integration, entry);
    this.store.putLog({ groupId, integration, entry });
  }

  /** A message of this row may have arrived without our hearing of it: the log may be wrong about what it told. */
  doubt(row: OutboxRow): void {
    const entry = this.entry(row.groupId, row.integration);
    const doubted = entry && doubt(entry, row.content);
    if (doubted !== undefined && doubted !== entry) this.putEntry(row.groupId, row.integration, doubted);
  }

  nextDelivery(): number {
    this.lastDelivery += 1;
    return this.lastDelivery;
  }

  deleteEntry(groupId: string, integration: string): void {
    const key = rowKey(groupId, integration);
    this.followUps.delete(key);
    if (this.log.delete(key)) this.store.deleteLog(groupId, integration);
  }

  isFlying(row: OutboxRow): boolean {
    return this.queue.isFlying(rowKey(row.groupId, row.integration));
  }

  /** Takes a row into the index that storage holds already. */
  keepRow(row: OutboxRow): void {
    const key = rowKey(row.groupId, row.integration);
    this.outbox.set(key, row);
    this.worries.set(key, row.firstDecidedAt + FAIL_OVER_AFTER_MS);
    this.queue.put(row);
  }

  putRow(row: OutboxRow): void {
    this.keepRow(row);
    this.store.putOutbox(row);
  }

  deleteRow(groupId: string, integration: string): void {
    const key = rowKey(groupId, integration);
    if (!this.outbox.delete(key)) return;
    this.worries.delete(key);
    this.queue.delete(key, integration);
    this.store.deleteOutbox(groupId, integration);
  }

  /** The stored alert of exactly these labels: what is no label set at all has the key of none. */
  find(labels: Labels): Alert | undefined {
    const known = this.fingerprints.get(labelsKey(labels));
    return known === undefined ? undefined : this.alerts.get(known);
  }

  /** The stored alert of a label set, or the fingerprint that a new one takes. */
  identify(labels: Labels): { readonly fingerprint: string; readonly alert: Alert | undefined } {
    const alert = this.find(labels);
    if (alert !== undefined) return { fingerprint: alert.fingerprint, alert };
    let fingerprint = fingerprintOf(labels);
    // FNV-1a is easily made to collide: whoever does that must not take the place of an alert that is here. No label
    // has the empty name.
    for (let n = 1; this.alerts.has(fingerprint); n += 1) {
      fingerprint = fingerprintOf({ ...labels, "": String(n) });
    }
    return { fingerprint, alert };
  }

  rememberAlert(alert: Alert): void {
    this.contexts.update(alert.fingerprint, this.alerts.get(alert.fingerprint), alert);
    this.alerts.set(alert.fingerprint, alert);
    this.fingerprints.set(labelsKey(alert.labels), alert.fingerprint);
  }

  forgetAlert(alert: Alert): void {
    this.contexts.update(alert.fingerprint, this.alerts.get(alert.fingerprint), undefined);
    this.alerts.delete(alert.fingerprint);
    this.fingerprints.delete(labelsKey(alert.labels));
    this.groupsOf.delete(alert.fingerprint);
    this.leases.delete(alert.fingerprint);
    this.inhibition.sourceEnded(alert.fingerprint);
    this.silences.forget(alert.fingerprint);
  }
}
