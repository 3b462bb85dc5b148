import type { Labels } from "../../alert/labels.ts";
import { err, ok, type Result } from "../../alert/result.ts";
import type { Config } from "../../config/config.ts";
import { loadConfig } from "../../config/load.ts";
import { groupKey, groupLabels } from "../../dispatch/group.ts";
import { buildRouteTree, DEFAULT_GROUP_INTERVAL_MS, matchRoutes, type Route } from "../../dispatch/route.ts";
import { receiverKinds } from "../../receiver/receivers.ts";
import { cutGroupKey } from "../../router/delivery.ts";
import { integrationKey } from "../../router/state.ts";
import { mutedByTime } from "../../timeinterval/time-interval.ts";
import type { Phase } from "./stage.ts";

/** What a routing makes of an alert by one of the routes that take it. */
export interface PlannedRoute {
  readonly receiver: string;
  /** As deliveries show it. */
  readonly groupKey: string;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  /** Names of the time intervals that keep it quiet now. */
  readonly mutedBy: readonly string[];
  /** Those that the routing file names, and whether each wants to hear of the end. The edge file may add more. */
  readonly wantsEnd: ReadonlyMap<string, boolean>;
}

/** Reads the routing that an Alertmanager or an edge shows of itself; the error says what is wrong with it. */
export function planOf(
  routing: string,
  labels: Labels,
  now: number,
): Result<readonly PlannedRoute[], string> {
  const { config, diagnostics } = loadConfig({ routing: { name: "routing", text: routing } }, receiverKinds);
  const [fault] = diagnostics.filter(({ severity }) => severity === "error");
  if (config === undefined) return err(fault?.message ?? "it holds nothing");
  const routes = matchRoutes(buildRouteTree(config.route), labels);
  return ok(routes.map((route) => planned(config, route, labels, now)));
}

function planned(config: Config, route: Route, labels: Labels, now: number): PlannedRoute {
  const { receiver, groupWaitMs, groupIntervalMs, muteTimeIntervals, activeTimeIntervals } = route;
  const { integrations = [] } = config.receivers.find(({ name }) => name === receiver) ?? {};
  return {
    receiver,
    groupKey: cutGroupKey(groupKey(route, groupLabels(route, labels))),
    groupWaitMs,
    groupIntervalMs,
    mutedBy: mutedByTime(muteTimeIntervals, activeTimeIntervals, config.timeIntervals, now),
    wantsEnd: new Map(integrations.map((one) => [integrationKey(one), one.sendResolved])),
  };
}

/** A group may be there from a drill before: then it is told at its next tick. */
export function waitOf({ groupWaitMs, groupIntervalMs }: PlannedRoute, phase: Phase): number {
  return phase === "resolved" ? groupIntervalMs : Math.max(groupWaitMs, groupIntervalMs);
}

/** Of a routing that cannot be read the defaults are assumed. */
export function longestWait(routes: readonly PlannedRoute[] | undefined, phase: Phase): number {
  const waits = routes?.map((route) => waitOf(route, phase)) ?? [];
  return Math.max(...(waits.length === 0 ? [DEFAULT_GROUP_INTERVAL_MS] : waits));
}
