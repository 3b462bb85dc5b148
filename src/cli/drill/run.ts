import { formatDuration } from "../../config/format-duration.ts";
import { drillAlert, type Order } from "./alert.ts";
import { follow } from "./follow.ts";
import type { Happening } from "./happening.ts";
import { type Arrival, arrivalOf, HeldAlert } from "./held-alert.ts";
import { longestWait, type PlannedRoute, planOf } from "./plan.ts";
import { heardRoutes, mutedRoutes, refuseQuiet } from "./quiet.ts";
import { refuseOthers } from "./refuse-others.ts";
import { DrillFault, type Phase, type Stage } from "./stage.ts";
import { firingAudiences, lost, resolvedAudiences, type Telling } from "./told.ts";
import type { ListedAlert, V2Api } from "./v2-api.ts";
import type { DrillWorld } from "./world.ts";

/** Between two looks. */
export const LOOK_INTERVAL_MS = 500;

/** One alert through the whole path, from its post to the last message of its end. */
export class Drill {
  readonly #world: DrillWorld;
  readonly #order: Order;
  readonly #held: HeldAlert;
  readonly #startedAt: number;

  constructor(world: DrillWorld, order: Order) {
    this.#world = world;
    this.#order = order;
    this.#held = new HeldAlert(world.alertmanager ?? world.edge, drillAlert(order), () => world.now());
    this.#startedAt = world.now();
  }

  /** Throws a `DrillFault` when a stage fails; the alert may still fire then. */
  async run(): Promise<void> {
    const { edge } = this.#world;
    const routes = await this.#plan(edge);
    const heard = heardRoutes(edge, routes);
    const before = await this.#planBefore();
    const floor = await refuseOthers(this.#world, routes);
    const arrival = await this.#arrive(before);
    const { timeoutMs } = this.#order;
    const since = Date.parse(arrival.alert.updatedAt);
    const firing = { phase: "firing", since, floor, timeoutMs, audiences: firingAudiences(heard) } as const;
    const told = await this.#follow(firing, arrival);
    const endedAt = this.#world.now() + arrival.clockAheadMs;
    await this.#leave(before);
    const newest = Math.max(floor, ...told.map(({ id }) => Number(id)));
    const audiences = resolvedAudiences(heard, told);
    await this.#follow({ phase: "resolved", since: endedAt, floor: newest, timeoutMs, audiences }, arrival);
    const muted = mutedRoutes(edge.origin, routes);
    if (muted.length > 0) throw new DrillFault(muted.join("; "));
  }

  /** Ends the alert if it may still fire; false when it did not. */
  end(): Promise<boolean> {
    return this.#held.end();
  }

  async #plan(api: V2Api): Promise<readonly PlannedRoute[]> {
    const plan = planOf(await api.routing(), drillAlert(this.#order).labels, this.#startedAt);
    if (plan.ok) return plan.value;
    throw new DrillFault(`Cannot read the routing of ${api.origin}: ${plan.error}`);
  }

  /** An Alertmanager before the edge may tell others too, by kinds that are not known here. */
  async #planBefore(): Promise<readonly PlannedRoute[] | undefined> {
    const { alertmanager } = this.#world;
    if (alertmanager === undefined) return undefined;
    const plan = planOf(await alertmanager.routing(), drillAlert(this.#order).labels, this.#startedAt);
    return plan.ok ? heardRoutes(alertmanager, plan.value) : undefined;
  }

  /** Posts the alert, and waits until the edge has it. */
  async #arrive(before: readonly PlannedRoute[] | undefined): Promise<Arrival> {
    const { edge, alertmanager } = this.#world;
    const source = alertmanager ?? edge;
    const { timeoutMs } = this.#order;
    const at = await this.#held.post();
    const says = `${source.origin} has it`;
    this.#tell({ phase: "firing", stage: alertmanager === undefined ? "accepted" : "taken", says });
    const arrival = arrivalOf(await this.#listed(source, timeoutMs), at);
    this.#held.noteArrival(arrival);
    await this.#announce("listed", source, arrival.alert);
    if (alertmanager === undefined) return arrival;
    const alert = await this.#listed(edge, longestWait(before, "firing") + timeoutMs);
    const reached = arrivalOf(alert, this.#world.now());
    await this.#announce("reached", edge, alert);
    return reached;
  }

  async #announce(stage: "listed" | "reached", api: V2Api, alert: ListedAlert): Promise<void> {
    await refuseQuiet(api, alert);
    const receivers = [...new Set(alert.receivers.map(({ name }) => name))].join(", ");
    this.#tell({ phase: "firing", stage, says: `${api.origin} has it for ${receivers}` });
  }

  /** Posts the end, and waits until the edge knows it. */
  async #leave(before: readonly PlannedRoute[] | undefined): Promise<void> {
    const { edge, alertmanager } = this.#world;
    await this.#held.end();
    this.#tell({ phase: "resolved", stage: "ended", says: `at ${(alertmanager ?? edge).origin}` });
    if (alertmanager === undefined) return;
    const withinMs = longestWait(before, "resolved") + this.#order.timeoutMs;
    const fault = `Its end has not reached ${edge.origin} within ${formatDuration(withinMs)}`;
    await this.#until(withinMs, fault, async () => (await this.#find(edge)) === undefined || undefined);
    this.#tell({ phase: "resolved", stage: "reached", says: `${edge.origin} knows its end` });
  }

  #listed(api: V2Api, withinMs: number): Promise<ListedAlert> {
    const fault = `It has not reached ${api.origin} within ${formatDuration(withinMs)}`;
    return this.#until(withinMs, fault, () => this.#find(api));
  }

  async #find(api: V2Api): Promise<ListedAlert | undefined> {
    return (await api.drills()).find(({ labels }) => labels["drill"] === this.#order.id);
  }

  async #until<T>(withinMs: number, fault: string, look: () => Promise<T | undefined>): Promise<T> {
    for (const deadline = this.#world.now() + withinMs; ; ) {
      const found = await look();
      if (found !== undefined) return found;
      if (this.#world.now() > deadline) throw new DrillFault(fault);
      await this.#wait();
    }
  }

  async #wait(): Promise<void> {
    await this.#world.sleep(LOOK_INTERVAL_MS);
    await this.#held.renew();
  }

  /** What was told of one phase; throws when somebody who should have heard has not. */
  async #follow(telling: Telling, { clockAheadMs }: Arrival) {
    const world = {
      deliveries: this.#world.deliveries,
      now: () => this.#world.now() + clockAheadMs,
      sleep: () => this.#wait(),
      happened: ([, at, stage]: Happening) => this.#tell(stage, at - clockAheadMs),
    };
    const { told, overdue } = await follow(world, telling);
    if (overdue.length > 0) await this.#refuseQuietNow(telling.phase);
    const faults = [...overdue.map(({ says }) => says), ...lost(told)];
    if (faults.length > 0) throw new DrillFault(faults.join("; "));
    return told;
  }

  /** A silence may have fallen on it meanwhile. */
  async #refuseQuietNow(phase: Phase): Promise<void> {
    const alert = phase === "firing" ? await this.#find(this.#world.edge) : undefined;
    if (alert !== undefined) await refuseQuiet(this.#world.edge, alert);
  }

  #tell(stage: Omit<Stage, "afterMs">, at = this.#world.now()): void {
    this.#world.tell({ ...stage, afterMs: Math.max(0, Math.round(at - this.#startedAt)) });
  }
}
