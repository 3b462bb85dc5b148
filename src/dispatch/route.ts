import type { Labels } from "../alert/labels.ts";
import { formatMatcher, type Matcher, matchesAll } from "../alert/matcher.ts";
import { compareUtf8 } from "../alert/utf8.ts";
import type { RouteConfig } from "../config/config.ts";

/** What the root falls back to; the values of Alertmanager's `DefaultRouteOpts`. */
export const DEFAULT_GROUP_WAIT_MS = 30_000;
export const DEFAULT_GROUP_INTERVAL_MS = 5 * 60_000;
export const DEFAULT_REPEAT_INTERVAL_MS = 4 * 60 * 60_000;

/** One node of the routing tree with everything that it inherits. */
export interface Route {
  /** Unique in the tree; holds positions, so an inserted sibling renames those after it. */
  readonly id: string;
  /** Upstream's `routeKey`, the first half of a `groupKey`; siblings with equal matchers share it. */
  readonly key: string;
  /** Unique in the tree like `id`, and kept when other routes come and go around this one. */
  readonly slot: string;
  readonly receiver: string;
  /** Sorted. */
  readonly groupBy: readonly string[];
  readonly groupByAll: boolean;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  /** Sorted by name, value and operator. */
  readonly matchers: readonly Matcher[];
  readonly continue: boolean;
  readonly routes: readonly Route[];
}

type Identity = Pick<Route, "id" | "key" | "slot">;
type Inherited = Pick<
  Route,
  "receiver" | "groupBy" | "groupByAll" | "groupWaitMs" | "groupIntervalMs" | "repeatIntervalMs"
>;

const ROOT: Identity = { id: "{}", key: "{}", slot: "{}" };
const DEFAULTS: Inherited = {
  receiver: "",
  groupBy: [],
  groupByAll: false,
  groupWaitMs: DEFAULT_GROUP_WAIT_MS,
  groupIntervalMs: DEFAULT_GROUP_INTERVAL_MS,
  repeatIntervalMs: DEFAULT_REPEAT_INTERVAL_MS,
};

/** The tree with inheritance done. Time intervals, matchers and `continue` are a node's own. */
export function buildRouteTree(config: RouteConfig): Route {
  // The root takes every alert: upstream refuses matchers there, and its key is always `{}`.
  return build({ ...config, matchers: [] }, ROOT, DEFAULTS);
}

function build(config: RouteConfig, identity: Identity, parent: Inherited): Route {
  const options = inherit(config, parent);
  return {
    ...identity,
    ...options,
    muteTimeIntervals: config.muteTimeIntervals,
    activeTimeIntervals: config.activeTimeIntervals,
    matchers: config.matchers.toSorted(compareMatchers),
    continue: config.continue,
    routes: buildChildren(config.routes, identity, options),
  };
}

function buildChildren(routes: readonly RouteConfig[], parent: Identity, options: Inherited): Route[] {
  const twins = new Map<string, number>();
  return routes.map((config, position) => {
    const step = formatMatchers(config.matchers);
    const twin = twins.get(step) ?? 0;
    twins.set(step, twin + 1);
    const identity = {
      id: `${parent.id}/${step}/${position}`,
      key: `${parent.key}/${step}`,
      slot: `${parent.slot}/${step}${twin === 0 ? "" : `#${twin}`}`,
    };
    return build(config, identity, options);
  });
}

function inherit(config: RouteConfig, parent: Inherited): Inherited {
  return {
    receiver: config.receiver || parent.receiver,
    ...inheritGrouping(config, parent),
    groupWaitMs: config.groupWaitMs ?? parent.groupWaitMs,
    groupIntervalMs: config.groupIntervalMs ?? parent.groupIntervalMs,
    repeatIntervalMs: config.repeatIntervalMs ?? parent.repeatIntervalMs,
  };
}

// Any list, even an empty one, is a route's own: labels lift a parent's `[...]`, and none at all make one group.
function inheritGrouping(config: RouteConfig, parent: Inherited): Pick<Inherited, "groupBy" | "groupByAll"> {
  if (config.groupByAll) return { groupBy: [], groupByAll: true };
  if (config.groupBy === undefined) return { groupBy: parent.groupBy, groupByAll: parent.groupByAll };
  return { groupBy: config.groupBy.toSorted(compareUtf8), groupByAll: false };
}

/** Upstream's text of a matcher list, as it stands in keys and ids. */
function formatMatchers(matchers: readonly Matcher[]): string {
  return `{${matchers.toSorted(compareMatchers).map(formatMatcher).join(",")}}`;
}

const OP_ORDER: Readonly<Record<Matcher["op"], number>> = { "=": 0, "!=": 1, "=~": 2, "!~": 3 };

function compareMatchers(a: Matcher, b: Matcher): number {
  return compareUtf8(a.name, b.name) || compareUtf8(a.value, b.value) || OP_ORDER[a.op] - OP_ORDER[b.op];
}

/** The routes that take an alert, in match order: never empty, as the root takes what no child wants. */
export function matchRoutes(root: Route, labels: Labels): readonly Route[] {
  const taken: Route[] = [];
  for (const child of root.routes) {
    if (!matchesAll(child.matchers, labels)) continue;
    taken.push(...matchRoutes(child, labels));
    if (!child.continue) break;
  }
  return taken.length > 0 ? taken : [root];
}

/** Every route, parents before children, in the order of the file. */
export function allRoutes(root: Route): readonly Route[] {
  return [root, ...root.routes.flatMap(allRoutes)];
}
