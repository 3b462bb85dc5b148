import { stringify } from "yaml";
import type { Dice } from "../harness/dice.ts";
import type { Case, ReceiverSpec, RouteNode, RuleSpec } from "./case.ts";
import { AT, BETWEEN_TICKS } from "./timeline.ts";

/** What all cases that are played together share: the global section and the root, from which they inherit. */
export interface Common {
  /** In beats. */
  readonly resolveTimeout: number;
  readonly groupBy?: readonly string[];
  readonly groupWait: number;
  readonly groupInterval: number;
  readonly repeatInterval?: number;
}

const LONG = 300;

export function drawCommon(dice: Dice): Common {
  const groupBy = dice.pick([undefined, ["alertname"], ["..."], ["severity", "instance"]]);
  const repeatInterval = dice.maybe(0.5, () => dice.whole(2, 5) + BETWEEN_TICKS);
  return {
    resolveTimeout: dice.chance(0.5) ? LONG : dice.whole(2, 4) + AT.timeout,
    ...(groupBy === undefined ? {} : { groupBy }),
    groupWait: dice.whole(0, 1) + AT.flush,
    groupInterval: dice.whole(1, 2),
    ...(repeatInterval === undefined ? {} : { repeatInterval }),
  };
}

/** One `routing.yaml` for both: a subtree for each case, with receivers that post to `sinkUrl`. */
export function configurationOf(
  cases: readonly Case[],
  common: Common,
  beatMs: number,
  sinkUrl: string,
): string {
  const { resolveTimeout, ...root } = common;
  const receivers = cases.flatMap(({ id, receivers }) =>
    receivers.map((one) => receiverOf(id, one, sinkUrl)),
  );
  const intervals = cases.flatMap(({ id, intervals }) =>
    intervals.map(({ name, times }) => ({ name: `${id}-${name}`, time_intervals: times })),
  );
  return stringify({
    global: { resolve_timeout: inBeats(resolveTimeout, beatMs) },
    route: {
      receiver: "nobody",
      ...timersOf(root, beatMs),
      ...(common.groupBy === undefined ? {} : { group_by: common.groupBy }),
      routes: cases.map((one) => caseRoute(one, beatMs)),
    },
    inhibit_rules: cases.flatMap(({ id, rules }) => rules.map((rule) => ruleOf(id, rule))),
    ...(intervals.length === 0 ? {} : { time_intervals: intervals }),
    receivers: [{ name: "nobody" }, ...receivers],
  });
}

/** A receiver's name outside its case. */
export function receiverName(id: string, name: string): string {
  return `${id}-${name}`;
}

/** The path of the sink to which one webhook of a receiver posts. */
export function sinkPath(id: string, receiver: string, nth: number): string {
  return `/${id}/${encodeURIComponent(receiver)}/${nth}`;
}

function caseRoute({ id, tree }: Case, beatMs: number): object {
  return routeOf(id, { ...tree, matchers: [`case="${id}"`, ...tree.matchers] }, beatMs);
}

function routeOf(id: string, node: RouteNode, beatMs: number): object {
  const { options } = node;
  const names = (list: readonly string[]) => list.map((name) => `${id}-${name}`);
  return {
    ...(node.receiver === undefined ? {} : { receiver: receiverName(id, node.receiver) }),
    ...(node.matchers.length === 0 ? {} : { matchers: node.matchers }),
    ...(options.continue === undefined ? {} : { continue: options.continue }),
    ...(options.groupBy === undefined ? {} : { group_by: options.groupBy }),
    ...timersOf(options, beatMs),
    ...(options.muted === undefined ? {} : { mute_time_intervals: names(options.muted) }),
    ...(options.active === undefined ? {} : { active_time_intervals: names(options.active) }),
    ...(node.routes.length === 0 ? {} : { routes: node.routes.map((child) => routeOf(id, child, beatMs)) }),
  };
}

type Timers = Pick<Common, "repeatInterval"> & Partial<Pick<Common, "groupWait" | "groupInterval">>;

function timersOf({ groupWait, groupInterval, repeatInterval }: Timers, beatMs: number): object {
  return {
    ...(groupWait === undefined ? {} : { group_wait: inBeats(groupWait, beatMs) }),
    ...(groupInterval === undefined ? {} : { group_interval: inBeats(groupInterval, beatMs) }),
    ...(repeatInterval === undefined ? {} : { repeat_interval: inBeats(repeatInterval, beatMs) }),
  };
}

/** A duration in the words of a configuration. */
function inBeats(beats: number, beatMs: number): string {
  return `${Math.round(beats * beatMs)}ms`;
}

function receiverOf(id: string, { name, webhooks }: ReceiverSpec, sinkUrl: string): object {
  const configs = webhooks.map(({ sendResolved, maxAlerts }, nth) => ({
    url: `${sinkUrl}${sinkPath(id, name, nth)}`,
    ...(sendResolved === undefined ? {} : { send_resolved: sendResolved }),
    ...(maxAlerts === undefined ? {} : { max_alerts: maxAlerts }),
  }));
  return { name: receiverName(id, name), webhook_configs: configs };
}

function ruleOf(id: string, { source, target, equal }: RuleSpec): object {
  const own = `case="${id}"`;
  return {
    source_matchers: [own, ...source],
    target_matchers: [own, ...target],
    ...(equal.length === 0 ? {} : { equal }),
  };
}
