import type { Alert } from "../alert/alert.ts";
import { fingerprint as fingerprintOf } from "../alert/fingerprint.ts";
import { groupId, groupKey, groupLabels, nextFlushAt } from "../dispatch/group.ts";
import type { Route } from "../dispatch/route.ts";
import { routesOf } from "./detour.ts";
import type { Group } from "./group.ts";
import { integrationKey, type RouterState } from "./state.ts";

/** A longer group id ends in its hash: with `group_by: ['...']` labels may take half a megabyte, and the id is a key of three tables. */
export const MAX_GROUP_ID_CHARS = 1_000;

/** Puts an alert into the group of each route that takes it; a first member starts the group's ticks. */
export function joinGroups(state: RouterState, alert: Alert, now: number): void {
  for (const route of routesOf(state, alert.labels)) {
    const group = groupOn(state, route, alert, now);
    group.members.add(alert.fingerprint);
    group.leaving.delete(alert.fingerprint);
    // Deleted first: in match order, as lists name its receivers, also after it has left one of them.
    const ids = groupIdsOf(state, alert.fingerprint);
    ids.delete(group.id);
    ids.add(group.id);
  }
}

/** The group of this label set on this route, as a deploy that keeps both finds it again. */
export function idOf(route: Route, alert: Alert): string {
  return boundedId(`${route.receiver}\u0000${groupId(route, groupLabels(route, alert.labels))}`);
}

/** A group's id as a key of three tables: a long one ends in its hash. */
export function boundedId(id: string): string {
  if (id.length <= MAX_GROUP_ID_CHARS) return id;
  const hash = fingerprintOf({ id });
  // Storage would change half a surrogate pair, and then the id would not be found again.
  return `${id.slice(0, MAX_GROUP_ID_CHARS - hash.length).toWellFormed()}${hash}`;
}

function groupOn(state: RouterState, route: Route, alert: Alert, now: number): Group {
  const id = idOf(route, alert);
  const known = state.groups.get(id);
  if (known !== undefined) return adopt(known, route);
  const labels = groupLabels(route, alert.labels);
  const group: Group = {
    id,
    receiver: route.receiver,
    key: groupKey(route, labels),
    labels,
    route,
    groupIntervalMs: route.groupIntervalMs,
    firstFlushAt: firstFlushAt(route, alert, now),
    flushedAt: 0,
    members: new Set(),
    leaving: new Set(),
  };
  state.groups.set(id, group);
  state.flushes.set(id, group.firstFlushAt);
  return group;
}

/** A group from storage, or one whose route changed its timers, follows the route of now. */
function adopt(group: Group, route: Route): Group {
  group.route = route;
  group.groupIntervalMs = route.groupIntervalMs;
  return group;
}

/** Upstream flushes a new group at once when its first alert is older than group_wait: the wait has been served already. */
function firstFlushAt({ groupWaitMs }: Route, { startsAt }: Alert, now: number): number {
  return startsAt.ms + groupWaitMs < now ? now : now + groupWaitMs;
}

function groupIdsOf(state: RouterState, fingerprint: string): Set<string> {
  const known = state.groupsOf.get(fingerprint);
  if (known !== undefined) return known;
  const created = new Set<string>();
  state.groupsOf.set(fingerprint, created);
  return created;
}

/** Arms the group's next tick strictly after `after`. */
export function armNextFlush(state: RouterState, group: Group, after: number): void {
  state.flushes.set(group.id, nextFlushAt(group.firstFlushAt, 0, group.groupIntervalMs, after));
}

/** Takes an alert out of a group and drops the group once it is empty. */
export function leaveGroup(state: RouterState, group: Group, fingerprint: string): void {
  group.members.delete(fingerprint);
  group.leaving.delete(fingerprint);
  state.groupsOf.get(fingerprint)?.delete(group.id);
  if (group.members.size === 0) dropGroup(state, group);
}

/** Forgets a group with its log; unsent rows are gone by then, as their alerts would still be members. */
export function dropGroup(state: RouterState, group: Group): void {
  state.groups.delete(group.id);
  state.flushes.delete(group.id);
  if (group.flushedAt !== 0) state.store.deleteGroup(group.id);
  for (const integration of state.integrationsOf.get(group.receiver) ?? []) {
    state.deleteEntry(group.id, integrationKey(integration));
  }
}
