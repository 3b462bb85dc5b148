import type { IncomingAlert, WebhookPayload } from "../../../src/alert/incoming.ts";
import type { Labels } from "../../../src/alert/labels.ts";
import { parsePostable } from "../../../src/alert/postable.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";
import type { Config, Integration, RouteConfig } from "../../../src/config/config.ts";
import { buildNotification } from "../../../src/notify/notification.ts";
import type { OutboxRow } from "../../../src/notify/outbox.ts";
import type { FollowUp, Notification, SendOutcome } from "../../../src/receiver/receiver.ts";
import type { RouterEvent } from "../../../src/router/event.ts";
import { type DueFollowUp, settleFollowUp, takeFollowUp } from "../../../src/router/follow-up.ts";
import { ingestWebhook } from "../../../src/router/intake.ts";
import { openRouter } from "../../../src/router/open.ts";
import { ingestPosted, renewPosted } from "../../../src/router/post-alerts.ts";
import { settle } from "../../../src/router/settle.ts";
import { expireSilence, setSilence } from "../../../src/router/silences.ts";
import type { RouterState } from "../../../src/router/state.ts";
import { nextDueAt, tick } from "../../../src/router/tick.ts";
import { takeAsked } from "../../../src/router/watch.ts";
import { ON_TIME, type Presence } from "../../../src/router/watch-look.ts";
import { MemoryStore } from "./memory-store.ts";

export const START = Date.UTC(2026, 0, 1);
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** What the world of the property test consists of. */
export const INSTANCES = ["a", "b", "c"] as const;

const SENT: SendOutcome = { ok: true, status: "200", answer: "ok" };

export function route(over: Partial<RouteConfig> = {}): RouteConfig {
  return {
    receiver: "chat",
    matchers: [],
    continue: false,
    muteTimeIntervals: [],
    activeTimeIntervals: [],
    routes: [],
    ...over,
  };
}

export function integration(receiver: string, over: Partial<Integration> = {}): Integration {
  return { receiver, kind: "webhook", index: 0, sendResolved: true, settings: {}, secrets: [], ...over };
}

export function config(over: Partial<Config> = {}): Config {
  return {
    resolveTimeoutMs: 5 * MINUTE,
    route: route({ groupBy: ["alertname"] }),
    receivers: [{ name: "chat", integrations: [integration("chat")] }],
    inhibitRules: [],
    timeIntervals: new Map(),
    edge: {
      heartbeats: [],
      probes: [],
      timezone: "UTC",
      runbooks: "public",
      identities: [],
      staleAfterMs: 12 * HOUR,
      fallbacks: [],
    },
    ...over,
  };
}

export interface Told {
  readonly at: number;
  readonly integration: string;
  readonly notification: Notification;
}

export interface PostOptions {
  readonly sender?: string;
  readonly groupKey?: string;
  readonly externalURL?: string;
  readonly truncated?: number;
}

interface Flight {
  readonly row: OutboxRow;
  readonly notification: Notification;
  readonly startedAt: number;
  readonly landsAt: number;
}

/** More turns at one moment than any number of alerts needs here: an alarm that rings for nothing. */
const MAX_TURNS_AT_ONCE = 1_000;

/** A router on a simulated clock: sends take `latencyMs`, and `answer` says what the provider says. */
export class Simulation {
  now = START;
  latencyMs = 20;
  answer: (row: OutboxRow) => SendOutcome = () => SENT;
  /** Whether the provider got a message, whatever we hear of it. */
  arrives: (outcome: SendOutcome) => boolean = ({ ok }) => ok;
  readonly store = new MemoryStore();
  readonly events: RouterEvent[] = [];
  /** What looking after a message comes to; a look takes as long as a send. */
  followUp: (due: DueFollowUp) => FollowUp = () => ({});
  /** Messages that were looked after, in order. */
  readonly lookedAfter: DueFollowUp[] = [];
  /** What reached a provider, in order. */
  readonly told: Told[] = [];
  /** Probes that were asked to look, in order. */
  readonly asked: string[] = [];
  /** What the process knows of when it began to hear. */
  hearsSince: number | undefined;
  /** Turns that passing time has caused. */
  turns = 0;
  state: RouterState;
  #flying: Flight[] = [];
  #look: { readonly due: DueFollowUp; readonly landsAt: number } | undefined;
  #config: Config;
  #silences = 0;

  constructor(configuration: Config = config()) {
    this.#config = configuration;
    this.state = this.#open();
    this.turn(() => {});
  }

  /** False when it could not be stored, which a sender hears as 503. */
  post(alerts: readonly IncomingAlert[], options: PostOptions = {}): boolean {
    const payload: WebhookPayload = {
      receiver: "farwatch",
      groupKey: options.groupKey ?? "{}:{}",
      externalURL: options.externalURL ?? "http://am",
      truncatedAlerts: options.truncated ?? 0,
      alerts,
    };
    return this.turn(() => {
      ingestWebhook(this.state, options.sender ?? "alertmanager", payload, this.now);
    });
  }

  /** The same by POST /api/v2/alerts. */
  postToApi(alerts: readonly object[], identity = "prometheus"): boolean {
    const parsed = parsePostable(JSON.stringify(alerts), (labels) => this.state.find(labels));
    if (!parsed.ok) throw new Error(parsed.error.message);
    if (renewPosted(this.state, identity, parsed.value, this.now)) return true;
    return this.turn(() => ingestPosted(this.state, identity, parsed.value, this.now));
  }

  silence(name: string, value: string, lastsMs: number, startsInMs = 0): string {
    this.#silences += 1;
    const id = `00000000-0000-4000-8000-${String(this.#silences).padStart(12, "0")}`;
    const posted = {
      startsAt: new Date(this.now + startsInMs).toISOString(),
      endsAt: new Date(this.now + startsInMs + lastsMs).toISOString(),
      createdBy: "test",
      comment: "",
      matchers: [{ name, value, isRegex: false, isEqual: true }],
    };
    const work = () => {
      const result = setSilence(this.state, posted, "operator", id, this.now);
      if (!result.ok) throw new Error(JSON.stringify(result.error));
    };
    // Whoever hears 503 comes again.
    while (!this.turn(work));
    return id;
  }

  unsilence(id: string): void {
    while (!this.turn(() => expireSilence(this.state, id, "operator", this.now)));
  }

  /** One turn of the object: all of it or nothing, and after nothing memory is read from storage again. */
  turn(work: () => unknown, presence: Presence = ON_TIME): boolean {
    const { hearsSince } = this;
    const isStored = this.store.transact(() => {
      work();
      tick(this.state, this.now, { ...presence, ...(hearsSince === undefined ? {} : { hearsSince }) });
    });
    if (!isStored) return this.#loseMemory();
    this.asked.push(...takeAsked(this.state));
    this.#depart();
    return true;
  }

  /** Lets time pass, event by event. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (let atOnce = 0; ; ) {
      const looking = this.#look === undefined ? [] : [this.#look];
      const landing = Math.min(...[...this.#flying, ...looking].map(({ landsAt }) => landsAt));
      const next = Math.min(landing, nextDueAt(this.state) ?? Number.POSITIVE_INFINITY);
      if (next > end) break;
      atOnce = next > this.now ? 0 : atOnce + 1;
      if (atOnce > MAX_TURNS_AT_ONCE) throw new Error(`busy at ${this.now - START} ms after the start`);
      this.now = Math.max(this.now, next);
      this.turns += 1;
      this.turn(() => this.#land());
    }
    this.now = end;
  }

  /** Kills the process, with whatever is in flight, and starts it `awayMs` later, maybe under another configuration. */
  restart(awayMs = 0, configuration: Config = this.#config): void {
    const dueAt = nextDueAt(this.state) ?? Number.POSITIVE_INFINITY;
    this.#crash();
    this.#config = configuration;
    this.now += awayMs;
    this.state = this.#open();
    this.turn(() => {}, { lateMs: Math.max(0, this.now - dueAt) });
  }

  /** What was in flight may have arrived without our hearing of it. */
  #crash(): void {
    for (const flight of this.#flying) this.#reach(flight);
    this.#flying = [];
    this.#look = undefined;
  }

  #loseMemory(): false {
    this.#crash();
    this.state = this.#open();
    return false;
  }

  toldTo(integrationKey: string): Notification[] {
    return this.told
      .filter((told) => told.integration === integrationKey)
      .map(({ notification }) => notification);
  }

  #open(): RouterState {
    return openRouter(
      this.#config,
      this.store,
      this.now,
      (event) => this.events.push(event),
      () => 0.5,
    );
  }

  #depart(): void {
    for (;;) {
      const key = this.state.queue.take(this.now);
      const row = key === undefined ? undefined : this.state.outbox.get(key);
      if (row === undefined) return this.#startLook();
      const notification = this.#notification(row);
      this.beforeSend(notification);
      this.#flying.push({ row, notification, startedAt: this.now, landsAt: this.now + this.latencyMs });
    }
  }

  #startLook(): void {
    if (this.#look !== undefined) return;
    const due = takeFollowUp(this.state, this.now);
    if (due === undefined) return;
    this.lookedAfter.push(due);
    this.#look = { due, landsAt: this.now + this.latencyMs };
  }

  #landLook(): void {
    if (this.#look === undefined || this.#look.landsAt > this.now) return;
    const { due } = this.#look;
    this.#look = undefined;
    settleFollowUp(this.state, due, this.followUp(due), this.now);
  }

  /** For assertions at the moment of sending. */
  beforeSend: (notification: Notification) => void = () => {};

  #land(): void {
    this.#landLook();
    const landed = this.#flying.filter(({ landsAt }) => landsAt <= this.now);
    this.#flying = this.#flying.filter(({ landsAt }) => landsAt > this.now);
    for (const flight of landed) this.#reach(flight);
    for (const { row, startedAt } of landed) {
      const outcome = this.answer(row);
      this.state.queue.answered(row.integration, this.latencyMs);
      settle(
        this.state,
        { row, outcome, startedAt, latencyMs: this.latencyMs, answer: outcome.answer },
        this.now,
      );
    }
  }

  #reach({ row, notification }: Flight): void {
    if (this.arrives(this.answer(row)))
      this.told.push({ at: this.now, integration: row.integration, notification });
  }

  #notification(row: OutboxRow): Notification {
    const group = this.state.groups.get(row.groupId);
    if (group === undefined) throw new Error(`row without a group: ${row.groupId}`);
    return buildNotification({
      row,
      entry: this.state.entry(row.groupId, row.integration),
      receiver: group.receiver,
      groupKey: group.key,
      groupLabels: group.labels,
      alert: (fingerprint) => this.state.alerts.get(fingerprint),
    });
  }
}

export function firing(labels: Labels, startsAt: number = START, annotations: Labels = {}): IncomingAlert {
  return { labels, annotations, status: "firing", startsAt: timestampOf(startsAt), generatorURL: "" };
}

export function resolved(
  labels: Labels,
  startsAt: number = START,
  endsAt: number = startsAt + SECOND,
): IncomingAlert {
  return { ...firing(labels, startsAt), status: "resolved", endsAt: timestampOf(endsAt) };
}

/** `firing A,B; resolved C` of the alerts' `instance` label, for readable expectations. */
export function summary(notification: Notification): string {
  const of = (status: string) =>
    notification.alerts
      .filter((alert) => alert.status === status)
      .map((alert) => alert.labels["instance"] ?? alert.labels["alertname"] ?? "?")
      .join(",");
  const parts = ["firing", "unknown", "resolved"]
    .map((status) => [status, of(status)])
    .filter(([, list]) => list !== "");
  return parts.map(([status, list]) => `${status} ${list}`).join("; ");
}
