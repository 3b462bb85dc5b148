import type { Config, ReceiverKindConfig } from "./config.ts";
import { readGlobal } from "./global.ts";
import { readInhibitRules } from "./inhibit-rules.ts";
import { readReceivers } from "./receivers.ts";
import { readRootRoute } from "./route.ts";
import type { Section } from "./section.ts";
import { readTimeIntervals } from "./time-intervals.ts";
import { checkUnusedSections } from "./unused-sections.ts";

/** Alertmanager's top-level fields. */
const FIELDS = [
  "global",
  "route",
  "inhibit_rules",
  "receivers",
  "templates",
  "mute_time_intervals",
  "time_intervals",
  "tracing",
  "event_recorder",
];

export type Routing = Omit<Config, "edge">;

/** Reads Alertmanager's file; undefined when there is nothing to route by. */
export function readRouting(root: Section, kinds: readonly ReceiverKindConfig[]): Routing | undefined {
  if (root.value === undefined || root.value === null) {
    root.error("no route provided in config");
    return undefined;
  }
  if (!root.checkFields(FIELDS, "the routing file")) return undefined;
  const inherited = readGlobal(root.child("global"), kinds);
  const receivers = readReceivers(root.child("receivers"), kinds, inherited);
  const timeIntervals = readTimeIntervals(root);
  const inhibitRules = readInhibitRules(root.child("inhibit_rules"));
  checkUnusedSections(root);
  if (!root.has("route")) {
    root.error("no routes provided");
    return undefined;
  }
  const route = readRootRoute(root.child("route"), {
    receivers: receivers.map((receiver) => receiver.name),
    timeIntervals: [...timeIntervals.keys()],
  });
  return { resolveTimeoutMs: inherited.resolveTimeoutMs, route, receivers, inhibitRules, timeIntervals };
}
