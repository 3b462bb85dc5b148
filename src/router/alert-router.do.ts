import { DurableObject } from "cloudflare:workers";
import type { Refusal, RefusalReason } from "../alert/incoming.ts";
import { parsePostable } from "../alert/postable.ts";
import { err, ok, type Result } from "../alert/result.ts";
import { parseWebhook } from "../alert/webhook.ts";
import type { Env } from "../env.ts";
import { DENIED, EXTERNAL_HEARTBEAT_FAILURES } from "../telemetry/metric-names.ts";
import { Alarm } from "../watch/alarm.do.ts";
import type { Ping } from "../watch/heartbeat.ts";
import { ABSENT_MS } from "../watch/heartbeats.ts";
import type { ProbeReport } from "../watch/report.ts";
import type { SubjectUptime } from "../watch/uptime-report.ts";
import { type WatchReport, watchReport } from "../watch/watch-report.ts";
import { beat } from "./beats.ts";
import { Commits, runAll } from "./commits.do.ts";
import { Courier } from "./courier.do.ts";
import { type DeliveryPage, type DeliveryQuery, getDelivery, listDeliveries } from "./deliveries.ts";
import type { Delivery } from "./delivery.ts";
import { settleFollowUp } from "./follow-up.ts";
import { gauge } from "./gauges.do.ts";
import { ingestWebhook } from "./intake.ts";
import type { AlertQuery } from "./listing-filter.ts";
import { streamAlerts, streamGroups } from "./listing-stream.do.ts";
import { ingestPosted, renewPosted } from "./post-alerts.ts";
import { noteLook, noteProbes } from "./probe-news.ts";
import { type ReplayError, replay } from "./replay.ts";
import type {
  AlertRouterRpc,
  Listed,
  OwnedSilence,
  PostableSilence,
  PostRefusal,
  Ready,
  SilenceError,
  UnknownHeartbeat,
} from "./rpc.ts";
import { noteRefusal } from "./self.ts";
import { settleAll } from "./settle.ts";
import { expireSilence, getSilence, listSilences, setSilence } from "./silences.ts";
import type { RouterState } from "./state.ts";
import { nextDueAt, SWEEP_INTERVAL_MS, sweep, tick } from "./tick.ts";
import { unreadiness } from "./unreadiness.ts";
import { uptimeReport } from "./uptime.ts";
import { takeAsked } from "./watch.ts";
import { gaugeWatch } from "./watch-gauges.do.ts";
import type { Presence } from "./watch-look.ts";
import { watchView } from "./watch-view.ts";
import { openWorld, type RouterWorld } from "./world.do.ts";

/** While sends are under way the object must wake by itself after a crash; a little more than a send may take. */
export const GUARD_MS = 12_000;

/** One tenant's alerts, groups, silences, notification log and outbox. It decides nothing: `router/` does, on plain data. */
export class AlertRouter extends DurableObject<Env> implements AlertRouterRpc {
  readonly #world: RouterWorld;
  readonly #commits: Commits;
  readonly #courier: Courier;
  readonly #alarm: Alarm;
  #state: RouterState;
  #sweptAt = 0;
  /** Memory ran ahead of storage, and reading it again has not succeeded yet. */
  #isAhead = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#world = openWorld(ctx, env);
    this.#state = this.#world.open(Date.now());
    this.#commits = new Commits((works) => this.#turn((now) => runAll(works, now)));
    this.#courier = new Courier({
      ...this.#world.courier,
      settle: (landed) => this.#turn((now) => settleAll(this.#state, landed, now)),
      // The next invocation begins while this one's last sends are under way.
      heldBack: () => this.#alarm.set(Date.now(), Date.now()),
      settleFollowUp: (due, found) => this.#turn((now) => settleFollowUp(this.#state, due, found, now)),
    });
    this.#alarm = new Alarm(ctx.storage);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.recall();
      // Whoever woke us: what fell due while we were away runs now. An alarm that did is hidden here, and tells itself
      // how late it is.
      this.#turnQuietly(this.#alarm.at === null ? "unknown" : undefined);
    });
  }

  async ingestWebhook(identity: string, body: string): Promise<Result<{ alerts: number }, Refusal>> {
    const parsed = parseWebhook(body);
    if (!parsed.ok) {
      await this.noteRefusal(identity, parsed.error.reason);
      return err(parsed.error);
    }
    await this.#commit((now) => ingestWebhook(this.#state, identity, parsed.value, now));
    return ok({ alerts: parsed.value.alerts.length });
  }

  async postAlerts(identity: string, body: string): Promise<Result<{ alerts: number }, PostRefusal>> {
    const timeoutAt = Date.now() + this.#state.config.resolveTimeoutMs;
    const parsed = parsePostable(body, (labels) => this.#state.find(labels), timeoutAt);
    if (!parsed.ok) {
      await this.noteRefusal(identity, parsed.error.reason);
      return err(parsed.error);
    }
    const { alerts, refused } = parsed.value;
    if (this.#isAhead || !renewPosted(this.#state, identity, parsed.value, Date.now())) {
      await this.#commit((now) => ingestPosted(this.#state, identity, parsed.value, now));
    }
    if (refused.length === 0) return ok({ alerts: alerts.length });
    return err({ message: refused.map(({ message }) => message).join("\n") });
  }

  async noteRefusal(identity: string, reason: RefusalReason): Promise<void> {
    await this.#commit((now) => noteRefusal(this.#state, identity, reason, now));
  }

  async listAlerts(query: AlertQuery): Promise<Listed> {
    return streamAlerts(this.#state, query, Date.now());
  }

  async listGroups(query: AlertQuery): Promise<Listed> {
    return streamGroups(this.#state, query, Date.now());
  }

  async listSilences(filters: readonly string[]): Promise<Result<readonly OwnedSilence[], SilenceError>> {
    return listSilences(this.#state, filters, Date.now());
  }

  async getSilence(id: string): Promise<Result<OwnedSilence, SilenceError>> {
    return getSilence(this.#state, id, Date.now());
  }

  async setSilence(
    silence: PostableSilence,
    identity: string,
  ): Promise<Result<{ silenceID: string }, SilenceError>> {
    this.#courier.refill();
    const id = crypto.randomUUID();
    const result = this.#turn((now) => setSilence(this.#state, silence, identity, id, now));
    this.#world.log("info", "silence set", { ...silence, identity, ok: result.ok });
    return result;
  }

  async expireSilence(id: string, identity: string): Promise<Result<null, SilenceError>> {
    this.#courier.refill();
    const result = this.#turn((now) => expireSilence(this.#state, id, identity, now));
    this.#world.log("info", "silence expired", { identity, ok: result.ok, id });
    return result;
  }

  async deliveries(query: DeliveryQuery): Promise<DeliveryPage> {
    return listDeliveries(this.#state, query);
  }

  async delivery(id: number): Promise<Delivery | null> {
    return getDelivery(this.#state, id) ?? null;
  }

  async replayDelivery(id: number, identity: string): Promise<Result<Delivery, ReplayError>> {
    this.#courier.refill();
    const result = this.#turn((now) => replay(this.#state, id, now));
    this.#world.log("info", "delivery replayed", { id, identity, ok: result.ok });
    return result;
  }

  async heartbeat(name: string, ping: Omit<Ping, "at">): Promise<Result<null, UnknownHeartbeat>> {
    const taken: { result?: Result<null, UnknownHeartbeat> } = {};
    await this.#commit((now) => {
      taken.result = beat(this.#state, name, ping, now);
    });
    if (taken.result === undefined) throw new Error("a ping was not taken");
    return taken.result;
  }

  async noteProbes(reports: readonly ProbeReport[]): Promise<void> {
    await this.#commit((now) => noteProbes(this.#state, reports, now));
  }

  async watch(): Promise<WatchReport> {
    return watchReport(watchView(this.#state), Date.now());
  }

  async uptime(): Promise<readonly SubjectUptime[]> {
    return uptimeReport(this.#state, Date.now());
  }

  async noteExternalHeartbeatFailure(): Promise<void> {
    this.#world.registry.inc(EXTERNAL_HEARTBEAT_FAILURES, {});
  }

  async metrics(): Promise<string> {
    const now = Date.now();
    gauge(this.#world.registry, this.#state, now);
    gaugeWatch(this.#world.registry, this.#state, now);
    return this.#world.registry.render();
  }

  async ready(): Promise<Ready> {
    const reasons = unreadiness(this.#state, Date.now());
    return { ready: reasons.length === 0, reasons };
  }

  async noteDenied(counts: Readonly<Record<string, number>>): Promise<void> {
    for (const [reason, count] of Object.entries(counts)) this.#world.registry.inc(DENIED, { reason }, count);
  }

  async tick(): Promise<void> {
    this.#courier.refill();
    this.#turn(() => {});
  }

  /** A failed one has armed the next: the platform itself tries six times and then forgets an alarm that throws. */
  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    const presence = this.#presence(this.#alarm.lateMs(Date.now(), info?.scheduledTime));
    this.#alarm.rang();
    this.#courier.refill();
    this.#turnQuietly(presence);
  }

  #commit(work: (now: number) => void): Promise<void> {
    this.#courier.refill();
    return this.#commits.add(work);
  }

  /** Does what is due where nobody waits for an answer. */
  #turnQuietly(presence?: Presence | "unknown"): void {
    try {
      this.#turn(() => {}, presence);
    } catch {
      // It was logged and reported where it happened.
    }
  }

  /** One turn: the work and what is due in one transaction, then the sends that it allows, then the next alarm. */
  #turn<T>(work: (now: number) => T, known?: Presence | "unknown"): T {
    const now = Date.now();
    const presence = known ?? this.#presence(this.#alarm.lateMs(now));
    // It is set anew below, so that it is late once.
    if (presence !== "unknown" && presence.lateMs > ABSENT_MS) this.#alarm.rang();
    const value = this.#transact(now, () => {
      const result = work(now);
      tick(this.#state, now, presence);
      this.#sweep(now);
      return result;
    });
    const isHeldBack = this.#courier.start(this.#state, now);
    for (const probe of takeAsked(this.#state)) void this.#look(probe);
    this.#arm(now, isHeldBack);
    return value;
  }

  #presence(lateMs: number): Presence {
    const { hearsSince } = this.#world;
    return { lateMs, ...(hearsSince === undefined ? {} : { hearsSince }) };
  }

  /** Nobody waits for it: its answer is a turn of its own. */
  async #look(probe: string): Promise<void> {
    const look = await this.#world.look(probe);
    if (look === undefined) return;
    try {
      await this.#commit((now) => noteLook(this.#state, look, now));
    } catch {
      // It was logged and reported where it happened.
    }
  }

  #transact<T>(now: number, work: () => T): T {
    try {
      if (this.#isAhead) this.#reopen(now);
      return this.ctx.storage.transactionSync(work);
    } catch (error) {
      this.#world.log("error", "a turn failed and was rolled back", { error });
      this.#world.report(error, { tenant: this.ctx.id.name });
      this.#alarm.set(now + GUARD_MS, now);
      // Memory ran ahead of storage: read it again, or alerts that were never stored would count as known.
      this.#isAhead = true;
      this.#reopen(now);
      throw error;
    }
  }

  #reopen(now: number): void {
    this.#state = this.#world.open(now);
    this.#isAhead = false;
    this.#courier.reset();
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_INTERVAL_MS) return;
    this.#sweptAt = now;
    sweep(this.#state, now);
  }

  /** Last in a turn. */
  #arm(now: number, isHeldBack: boolean): void {
    const guardAt = this.#courier.isBusy(this.#state) ? now + GUARD_MS : Number.POSITIVE_INFINITY;
    const dueAt = isHeldBack ? now : (nextDueAt(this.#state) ?? Number.POSITIVE_INFINITY);
    this.#alarm.set(Math.min(guardAt, dueAt), now);
  }
}
