import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupId, groupKey, groupLabels, nextFlushAt } from "../../../src/dispatch/group.ts";
import { buildRouteTree, matchRoutes } from "../../../src/dispatch/route.ts";
import { routeConfig } from "./route-config.ts";

const route = (yaml: string) => buildRouteTree(routeConfig(yaml));

describe("groupLabels", () => {
  const labels = { alertname: "A", cluster: "c", pod: "p" };
  it.for([
    { groupBy: "[]", want: {} },
    { groupBy: "[cluster]", want: { cluster: "c" } },
    { groupBy: "[cluster, absent]", want: { cluster: "c" } },
    { groupBy: "[constructor, toString]", want: {} },
    { groupBy: "[...]", want: labels },
  ])("takes $want for group_by $groupBy", ({ groupBy, want }) => {
    expect(groupLabels(route(`{receiver: r, group_by: ${groupBy}}`), labels)).toEqual(want);
  });
});

describe("groupKey", () => {
  it("quotes values as Go does and sorts names", () => {
    const root = route("{receiver: r, group_by: [b, a]}");
    expect(groupKey(root, { b: 'say "x"\n', a: "1" })).toBe('{}:{a="1", b="say \\"x\\"\\n"}');
  });
});

describe("groupId", () => {
  const twins = "{matchers: [a=b], continue: true}, {matchers: [a=b]}";

  it("tells sibling routes with equal matchers apart, which groupKey does not", () => {
    const taken = matchRoutes(route(`{receiver: r, routes: [${twins}]}`), { a: "b" });
    expect(new Set(taken.map((each) => groupKey(each, {}))).size).toBe(1);
    expect(new Set(taken.map((each) => groupId(each, {}))).size).toBe(2);
  });

  it("stays the same when a deploy adds a route before this one", () => {
    const ids = (yaml: string) => matchRoutes(route(yaml), { a: "b" }).map((each) => groupId(each, {}));
    const before = ids(`{receiver: r, routes: [${twins}]}`);
    expect(ids(`{receiver: r, routes: [{matchers: [c=d]}, ${twins}]}`)).toEqual(before);
  });

  it("is equal for equal labels in any order and for no others", () => {
    const root = route("{receiver: r, group_by: [...]}");
    const name = fc.constantFrom("a", "b", 'a="1", b', "1:a");
    const set = fc.dictionary(name, fc.constantFrom("", "1", "2", '1", b="2'), { maxKeys: 3 });
    fc.assert(
      fc.property(set, set, (one, other) => {
        const reversed = Object.fromEntries(Object.entries(one).reverse());
        expect(groupId(root, reversed)).toBe(groupId(root, one));
        const same =
          JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
        expect(groupId(root, one) === groupId(root, other)).toBe(same);
      }),
    );
  });
});

describe("nextFlushAt", () => {
  const created = 1_000_000;
  it.for([
    { name: "the first flush comes group_wait after creation", after: created, want: created + 30 },
    { name: "one before the first is the first", after: created + 29, want: created + 30 },
    { name: "on the first it is the second", after: created + 30, want: created + 330 },
    { name: "one before the second is the second", after: created + 329, want: created + 330 },
    { name: "on the second it is the third", after: created + 330, want: created + 630 },
    {
      name: "ticks missed in a long sleep are not caught up",
      after: created + 30 + 3001,
      want: created + 30 + 3300,
    },
    { name: "a clock that stood before creation waits for the first", after: 0, want: created + 30 },
  ])("$name", ({ after, want }) => {
    expect(nextFlushAt(created, 30, 300, after)).toBe(want);
  });

  it("lies strictly after, on a tick, and no tick lies between", () => {
    const ms = fc.integer({ min: 0, max: 1e13 });
    const interval = fc.integer({ min: 1, max: 1e9 });
    fc.assert(
      fc.property(ms, fc.integer({ min: 0, max: 1e9 }), interval, ms, (createdAt, wait, every, after) => {
        const next = nextFlushAt(createdAt, wait, every, after);
        expect(next).toBeGreaterThan(after);
        expect((next - createdAt - wait) % every).toBe(0);
        expect(next - every <= after || next === createdAt + wait).toBe(true);
      }),
    );
  });
});
