import { formatLabels, type Labels, labelsKey, labelValue } from "../alert/labels.ts";
import type { Route } from "./route.ts";

/** The part of an alert's labels that its group on this route shares; a label that it lacks stays out. */
export function groupLabels(route: Route, labels: Labels): Labels {
  if (route.groupByAll) return labels;
  const names = route.groupBy.filter((name) => Object.hasOwn(labels, name));
  return Object.fromEntries(names.map((name) => [name, labelValue(labels, name)]));
}

/** Upstream's `groupKey`, as webhooks carry it: `{}/{env="prod"}:{alertname="A", cluster="c"}`. */
export function groupKey(route: Route, labels: Labels): string {
  return `${route.key}:${formatLabels(labels)}`;
}

/**
 * Names a group for good: unlike `groupKey` it tells sibling routes with equal matchers apart, and unlike the
 * route's id it survives a deploy that adds or removes other routes.
 */
export function groupId(route: Route, labels: Labels): string {
  return `${route.slot}:${labelsKey(labels)}`;
}

/**
 * The first flush of a group strictly after `after`. Flushes stand at `createdAt + groupWaitMs` and every
 * `groupIntervalMs` from there, so a late flush does not shift those that follow.
 */
export function nextFlushAt(
  createdAt: number,
  groupWaitMs: number,
  groupIntervalMs: number,
  after: number,
): number {
  const first = createdAt + groupWaitMs;
  if (after < first) return first;
  const passed = Math.floor((after - first) / groupIntervalMs);
  return first + (passed + 1) * groupIntervalMs;
}
