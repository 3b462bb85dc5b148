import type { Matcher } from "../../alert/matcher.ts";
import type { Route } from "../../dispatch/route.ts";
import type { Io } from "../check.ts";
import { parseCommandLine, refusePositionals } from "../command-line.ts";
import { loadRouting } from "./load.ts";
import { type RouteOptions, routeOptions } from "./route-options.ts";
import { drawTree } from "./tree.ts";

/** A node of the tree, with everything that it inherits. */
export interface ShownRoute extends RouteOptions {
  readonly matchers: readonly Pick<Matcher, "name" | "op" | "value">[];
  readonly continue: boolean;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly ShownRoute[];
}

/** `farwatch routes show`: the routing tree, drawn or as data. */
export async function runRoutesShow(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine("routes show", args, {
    config: { type: "string", default: "config" },
    json: { type: "boolean", default: false },
  });
  refusePositionals("routes show", positionals);
  const { root } = await loadRouting(String(values["config"]));
  io.stdout(values["json"] === true ? `${JSON.stringify(shown(root), null, 2)}\n` : drawTree(root));
  return 0;
}

function shown(route: Route): ShownRoute {
  const { receiver, ...options } = routeOptions(route);
  return {
    receiver,
    matchers: route.matchers.map(({ name, op, value }) => ({ name, op, value })),
    continue: route.continue,
    ...options,
    muteTimeIntervals: route.muteTimeIntervals,
    activeTimeIntervals: route.activeTimeIntervals,
    routes: route.routes.map(shown),
  };
}
