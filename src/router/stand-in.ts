import type { Route } from "../dispatch/route.ts";
import type { Group } from "./group.ts";
import { boundedId } from "./membership.ts";
import type { RouterState } from "./state.ts";

/**
 * The group in which `receiver` is told what `group`'s own receiver has not taken. It is a group like any other, so that
 * its end is told and its failures are retried; only who its members are no route says.
 */
export function standInFor(state: RouterState, group: Group, receiver: string, now: number): Group {
  const id = boundedId(`${receiver}\u0000failover\u0000${group.id}`);
  const known = state.groups.get(id);
  if (known !== undefined) return known;
  const route = standInRoute(group.route ?? state.root, receiver);
  const created: Group = {
    id,
    receiver,
    key: `failover:${group.key}`,
    labels: group.labels,
    route,
    groupIntervalMs: route.groupIntervalMs,
    firstFlushAt: now,
    flushedAt: 0,
    members: new Set(),
    leaving: new Set(),
    standsFor: group.id,
  };
  state.groups.set(id, created);
  return created;
}

/** After a restart: follows the route of the group that it stands for, as long as there is one. */
export function adoptStandIn(state: RouterState, group: Group): void {
  const route = group.standsFor === undefined ? undefined : state.groups.get(group.standsFor)?.route;
  if (route !== undefined) group.route = standInRoute(route, group.receiver);
}

function standInRoute(route: Route, receiver: string): Route {
  return { ...route, receiver, groupWaitMs: 0 };
}
