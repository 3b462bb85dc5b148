import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Labels } from "../../src/alert/labels.ts";
import { groupKey, groupLabels } from "../../src/dispatch/group.ts";
import { allRoutes, buildRouteTree, matchRoutes, type Route } from "../../src/dispatch/route.ts";
import { fromRaw, routeConfig } from "../unit/dispatch/route-config.ts";
import { readTable } from "./table.ts";

interface Match {
  readonly receiver: string;
  readonly groupBy: string[];
  readonly groupByAll: boolean;
  readonly groupLabels: Labels;
  readonly groupKey: string;
  readonly routeKey: string;
  readonly routeID: string;
  readonly groupWaitSeconds: number;
  readonly groupIntervalSeconds: number;
  readonly repeatIntervalSeconds: number;
  readonly muteTimeIntervals: string[];
  readonly activeTimeIntervals: string[];
}

interface Step {
  readonly receiver: string;
  readonly routeKey: string;
  readonly routeID: string;
  readonly groupByAll: boolean;
  readonly groupBy: string[];
  readonly continue: boolean;
}

interface Tree {
  readonly source: string;
  readonly routeTreeYAML: string;
  readonly cases: { labels: Labels; receivers: string[]; matches: Match[] }[];
  readonly walk?: Step[];
}

interface Group {
  readonly labels: Labels;
  readonly receiver: string;
  readonly groupKey: string;
  readonly routeID: string;
  readonly alerts: Labels[];
}

const table = readTable<{
  trees: Tree[];
  amtoolRoutingTests: { configYAML: string; labels: Labels; receivers: string[] }[];
  groupsTest: { configYAML: string; source: string; groups: Group[] };
}>("routes");

const cases = table.trees.flatMap(({ source, routeTreeYAML, cases }) =>
  cases.map((row) => ({ ...row, routeTreeYAML, source })),
);
const walks = table.trees.flatMap(({ walk, ...tree }) => (walk === undefined ? [] : [{ ...tree, walk }]));

function asMatch(route: Route, labels: Labels): Match {
  return {
    receiver: route.receiver,
    groupBy: [...route.groupBy],
    groupByAll: route.groupByAll,
    groupLabels: groupLabels(route, labels),
    groupKey: groupKey(route, groupLabels(route, labels)),
    routeKey: route.key,
    routeID: route.id,
    groupWaitSeconds: route.groupWaitMs / 1000,
    groupIntervalSeconds: route.groupIntervalMs / 1000,
    repeatIntervalSeconds: route.repeatIntervalMs / 1000,
    muteTimeIntervals: [...route.muteTimeIntervals],
    activeTimeIntervals: [...route.activeTimeIntervals],
  };
}

function asStep(route: Route): Step {
  const { receiver, key: routeKey, id: routeID, groupByAll, groupBy } = route;
  return { receiver, routeKey, routeID, groupByAll, groupBy: [...groupBy], continue: route.continue };
}

describe("an alert takes the routes that upstream gives it, with what they inherit", () => {
  it.for(cases)("$source: $labels", ({ labels, matches, receivers, routeTreeYAML }) => {
    const taken = matchRoutes(buildRouteTree(routeConfig(routeTreeYAML)), labels);
    expect(taken.map(({ receiver }) => receiver)).toEqual(receivers);
    // Labels of routes are an invention of 0.34 that the edge does not act on.
    const expected = matches.map((match) => ({ ...match, routeLabels: undefined }));
    expect(taken.map((route) => asMatch(route, labels))).toEqual(expected);
  });
});

describe("the tree is walked in the order of the file", () => {
  it.for(walks)("$source", ({ routeTreeYAML, walk }) => {
    expect(allRoutes(buildRouteTree(routeConfig(routeTreeYAML))).map(asStep)).toEqual(walk);
  });
});

describe("amtool names the same receivers", () => {
  it.for(table.amtoolRoutingTests)("for $labels", ({ configYAML, labels, receivers }) => {
    const root = buildRouteTree(fromRaw(parse(configYAML).route));
    expect(matchRoutes(root, labels).map(({ receiver }) => receiver)).toEqual(receivers);
  });
});

describe(`alerts form the groups of ${table.groupsTest.source}`, () => {
  const root = buildRouteTree(fromRaw(parse(table.groupsTest.configYAML).route));
  const rows = table.groupsTest.groups.flatMap((group) => group.alerts.map((alert) => ({ ...group, alert })));

  it.for(rows)(
    "$groupKey of $receiver holds $alert",
    ({ alert, groupKey: key, labels, receiver, routeID }) => {
      const taken = matchRoutes(root, alert).filter(({ id }) => id === routeID);
      expect(taken.map((route) => route.receiver)).toEqual([receiver]);
      for (const route of taken) {
        expect(groupLabels(route, alert)).toEqual(labels);
        expect(groupKey(route, groupLabels(route, alert))).toBe(key);
      }
    },
  );

  it.for(table.groupsTest.groups)("$groupKey of $receiver holds no other alert", ({ alerts, ...group }) => {
    const all = table.groupsTest.groups.flatMap((one) => one.alerts);
    const members = all.filter((alert) =>
      matchRoutes(root, alert).some(
        (route) =>
          route.id === group.routeID && groupKey(route, groupLabels(route, alert)) === group.groupKey,
      ),
    );
    expect(new Set(members.map((alert) => JSON.stringify(alert)))).toEqual(
      new Set(alerts.map((alert) => JSON.stringify(alert))),
    );
  });
});
