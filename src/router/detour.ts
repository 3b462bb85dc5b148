import { type Labels, labelValue } from "../alert/labels.ts";
import { matchesAll } from "../alert/matcher.ts";
import { matchRoutes, type Route } from "../dispatch/route.ts";
import type { RouterState } from "./state.ts";

/** Says that a receiver does not take what it is sent. */
export const DELIVERY_FAILING = "FarwatchDeliveryFailing";

/** The routes that take an alert. What says that a receiver fails also goes to somebody else than that receiver. */
export function routesOf(state: RouterState, labels: Labels): readonly Route[] {
  const routes = matchRoutes(state.root, labels);
  if (labelValue(labels, "alertname") !== DELIVERY_FAILING) return routes;
  if (routes.some(({ receiver }) => isOther(state, receiver, labels))) return routes;
  const other = otherReceiver(state, labels);
  return other === undefined ? routes : [...routes, detour(state.root, other)];
}

/** Somebody who can be told that the receiver of these labels fails: its fallback, the root's receiver, anybody. */
export function otherReceiver(state: RouterState, labels: Labels): string | undefined {
  const names = [fallbackFor(state, labels) ?? "", state.root.receiver, ...state.integrationsOf.keys()];
  return names.find((name) => isOther(state, name, labels));
}

/** Who is told what the receiver of these labels does not take, where edge.yaml names somebody. */
export function fallbackFor(state: RouterState, labels: Labels): string | undefined {
  return state.config.edge.fallbacks.find(({ matchers }) => matchesAll(matchers, labels))?.fallback;
}

function isOther(state: RouterState, receiver: string, about: Labels): boolean {
  if (receiver === labelValue(about, "receiver")) return false;
  return (state.integrationsOf.get(receiver) ?? []).length > 0;
}

function detour(root: Route, receiver: string): Route {
  const step = `/detour:${JSON.stringify(receiver)}`;
  const identity = { id: root.id + step, key: root.key + step, slot: root.slot + step };
  return {
    ...root,
    ...identity,
    receiver,
    groupBy: ["alertname", "receiver"],
    groupByAll: false,
    groupWaitMs: 0,
  };
}
