import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allRoutes,
  buildRouteTree,
  DEFAULT_GROUP_INTERVAL_MS,
  DEFAULT_GROUP_WAIT_MS,
  DEFAULT_REPEAT_INTERVAL_MS,
  matchRoutes,
} from "../../../src/dispatch/route.ts";
import { fromRaw, matcher, routeConfig } from "./route-config.ts";

describe("matchRoutes", () => {
  it("gives the root what no child wants, and never nothing", () => {
    const root = buildRouteTree(routeConfig("{receiver: r, routes: [{matchers: ['a=b'], receiver: c}]}"));
    expect(matchRoutes(root, { a: "c" })).toEqual([root]);
    expect(matchRoutes(root, {})).toEqual([root]);
  });

  it.for([
    { goOn: false, want: ["one"] },
    { goOn: true, want: ["one", "two"] },
  ])("tries the next sibling only after continue: $goOn", ({ goOn, want }) => {
    const siblings = `{matchers: ['a=b'], receiver: one, continue: ${goOn}}, {receiver: two}, {receiver: three}`;
    const root = buildRouteTree(routeConfig(`{receiver: r, routes: [${siblings}]}`));
    expect(matchRoutes(root, { a: "b" }).map(({ receiver }) => receiver)).toEqual(want);
  });

  it("leaves the parent out as soon as one child takes the alert, even with continue", () => {
    const yaml = "{receiver: r, routes: [{matchers: ['a=b'], receiver: c, continue: true}]}";
    const taken = matchRoutes(buildRouteTree(routeConfig(yaml)), { a: "b" });
    expect(taken.map(({ receiver }) => receiver)).toEqual(["c"]);
  });
});

describe("allRoutes", () => {
  it("walks the tree in the order of the file", () => {
    const tree = "{receiver: r, routes: [{receiver: a, routes: [{receiver: b}]}, {receiver: c}]}";
    const walked = allRoutes(buildRouteTree(routeConfig(tree))).map(({ receiver }) => receiver);
    expect(walked).toEqual(["r", "a", "b", "c"]);
  });
});

describe("buildRouteTree", () => {
  it("falls back to upstream's timers: 30 s, 5 min, 4 h", () => {
    const root = buildRouteTree(routeConfig("receiver: r"));
    expect([DEFAULT_GROUP_WAIT_MS, DEFAULT_GROUP_INTERVAL_MS, DEFAULT_REPEAT_INTERVAL_MS]).toEqual([
      30_000, 300_000, 14_400_000,
    ]);
    expect(root).toMatchObject({
      groupWaitMs: 30_000,
      groupIntervalMs: 300_000,
      repeatIntervalMs: 14_400_000,
    });
    expect(root).toMatchObject({ groupBy: [], groupByAll: false, continue: false });
  });

  it("inherits receiver, grouping and timers, but not time intervals, continue or matchers", () => {
    const root = buildRouteTree(
      routeConfig(`
receiver: r
group_by: [b, a]
group_wait: 0s
group_interval: 1m
repeat_interval: 2h
routes:
- matchers: [x=y]
  continue: true
  mute_time_intervals: [nights]
  active_time_intervals: [days]
  routes: [{}]
`),
    );
    const inherited = {
      receiver: "r",
      groupBy: ["a", "b"],
      groupByAll: false,
      groupWaitMs: 0,
      groupIntervalMs: 60_000,
      repeatIntervalMs: 7_200_000,
    };
    const [, child, grandchild] = allRoutes(root);
    expect(child).toMatchObject(inherited);
    expect(child).toMatchObject({
      continue: true,
      muteTimeIntervals: ["nights"],
      activeTimeIntervals: ["days"],
    });
    expect(grandchild).toMatchObject(inherited);
    expect(grandchild).toMatchObject({
      continue: false,
      muteTimeIntervals: [],
      activeTimeIntervals: [],
      matchers: [],
    });
  });

  it("takes an empty receiver for none given", () => {
    const root = buildRouteTree(routeConfig("{receiver: r, routes: [{receiver: ''}]}"));
    expect(root.routes[0]?.receiver).toBe("r");
  });

  it.for([
    { group_by: "[...]", child: "group_by: [foo]", want: { groupByAll: false, groupBy: ["foo"] } },
    { group_by: "[...]", child: "group_by: []", want: { groupByAll: false, groupBy: [] } },
    { group_by: "[a]", child: "group_by: []", want: { groupByAll: false, groupBy: [] } },
    { group_by: "[a]", child: "group_by: ", want: { groupByAll: false, groupBy: ["a"] } },
    { group_by: "[a]", child: "group_by: [...]", want: { groupByAll: true, groupBy: [] } },
    { group_by: "[a]", child: "continue: true", want: { groupByAll: false, groupBy: ["a"] } },
  ])("makes of group_by $group_by over $child: $want", ({ group_by, child, want }) => {
    const root = buildRouteTree(routeConfig(`{receiver: r, group_by: ${group_by}, routes: [{${child}}]}`));
    expect(root.routes[0]).toMatchObject(want);
  });

  it("sorts matchers in keys by name, value and operator, whatever the file's order", () => {
    const unsorted = [
      matcher("b", "=", "1"),
      matcher("a", "!~", "1"),
      matcher("a", "=", "2"),
      matcher("a", "=", "1"),
    ];
    const config = routeConfig("{receiver: r, routes: [{}]}");
    const root = buildRouteTree({ ...config, routes: [{ ...fromRaw({}), matchers: unsorted }] });
    expect(root.routes[0]?.key).toBe('{}/{a="1",a!~"1",a="2",b="1"}');
  });

  it("keeps a route's slot when other routes are put before it, and tells twins apart", () => {
    const slots = (yaml: string) => allRoutes(buildRouteTree(routeConfig(yaml))).map(({ slot }) => slot);
    const twins = "{matchers: [a=b], receiver: x}, {matchers: [a=b], receiver: y}";
    const before = slots(`{receiver: r, routes: [${twins}]}`);
    const after = slots(`{receiver: r, routes: [{matchers: [c=d]}, ${twins}]}`);
    expect(before).toEqual(["{}", '{}/{a="b"}', '{}/{a="b"}#1']);
    expect(after).toEqual(["{}", '{}/{c="d"}', '{}/{a="b"}', '{}/{a="b"}#1']);
  });
});

// Names and values that could imitate the punctuation of keys.
const word = fc.constantFrom("a", "b", "a/0", "{}", '"', '",b="', "#1", "/{}", "a b", "\\");
const node: fc.Arbitrary<ReturnType<typeof fromRaw>> = fc.letrec((tie) => ({
  node: fc
    .record({
      pairs: fc.array(fc.tuple(word, word), { maxLength: 2 }),
      routes: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie("node"), { maxLength: 3 })),
      goOn: fc.boolean(),
    })
    .map(({ goOn, pairs, routes }) => ({
      ...fromRaw({ continue: goOn }),
      matchers: pairs.map(([name, value]) => matcher(name, "=", value)),
      // letrec knows its own members as unknown.
      routes: routes as ReturnType<typeof fromRaw>[],
    })),
})).node as fc.Arbitrary<ReturnType<typeof fromRaw>>;

describe("any tree", () => {
  it("gives each route an id and a slot of its own", () => {
    fc.assert(
      fc.property(node, (config) => {
        const routes = allRoutes(buildRouteTree(config));
        expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
        expect(new Set(routes.map(({ slot }) => slot)).size).toBe(routes.length);
      }),
    );
  });

  it("routes any alert to at least one route, whose matchers all hold", () => {
    fc.assert(
      fc.property(node, fc.dictionary(word, word, { maxKeys: 3 }), (config, labels) => {
        const taken = matchRoutes(buildRouteTree(config), labels);
        expect(taken.length).toBeGreaterThan(0);
        for (const { matchers } of taken) expect(matchers.every((one) => one.matches(labels))).toBe(true);
      }),
    );
  });
});
