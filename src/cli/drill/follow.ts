import type { Delivery } from "../../router/delivery.ts";
import type { DeliveriesApi } from "../deliveries-ask.ts";
import { type Happening, happeningsOf } from "./happening.ts";
import { type Awaited, awaited, type Telling, tellingOf } from "./told.ts";

/** Deliveries asked for of one group: its integrations are far fewer. */
export const LISTED_DELIVERIES = 100;

/** What following needs of the outside; times are the edge's, epoch ms. */
export interface FollowWorld {
  readonly deliveries: DeliveriesApi;
  now(): number;
  sleep(): Promise<void>;
  happened(happening: Happening): void;
}

/** How a phase ended: what was told, and what has not come in its time. */
export interface Followed {
  readonly told: readonly Delivery[];
  readonly overdue: readonly Awaited[];
}

/** Looks until all that is awaited has come, or is overdue. */
export async function follow(world: FollowWorld, telling: Telling): Promise<Followed> {
  const known = new Set<string>();
  for (;;) {
    const told = tellingOf(telling, await listed(world.deliveries, telling));
    const happenings = told.flatMap((one) => happeningsOf(telling.phase, one));
    for (const happening of happenings.sort(([, a], [, b]) => a - b)) {
      const [key] = happening;
      if (!known.has(key)) world.happened(happening);
      known.add(key);
    }
    const open = awaited(telling, told);
    const overdue = open.filter(({ until }) => until < world.now());
    if (overdue.length === open.length) return { told, overdue };
    await world.sleep();
  }
}

async function listed(api: DeliveriesApi, { audiences, since }: Telling): Promise<Delivery[]> {
  // A groupKey may be a part of another one.
  const found = new Map<string, Delivery>();
  for (const group of new Set(audiences.map(({ route }) => route.groupKey))) {
    const query = { group, since: new Date(since).toISOString(), limit: String(LISTED_DELIVERIES) };
    const { deliveries } = await api.list(new URLSearchParams(query));
    for (const one of deliveries) found.set(one.id, one);
  }
  return [...found.values()];
}
