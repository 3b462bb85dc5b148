import { describe, it } from "vitest";
import type { RouteConfig } from "../../../src/config/config.ts";
import { groupLabels } from "../../../src/dispatch/group.ts";
import { buildRouteTree } from "../../../src/dispatch/route.ts";
import { idOf, MAX_GROUP_ID_CHARS } from "../../../src/router/membership.ts";
import { alertOf } from "../alert/sources.ts";
import { exactly } from "./exactly.ts";
import {
  config,
  firing,
  HOUR,
  integration,
  MINUTE,
  resolved,
  route,
  SECOND,
  Simulation,
  START,
  summary,
} from "./simulation.ts";

const A = { alertname: "Down", instance: "a" };
const old = START - MINUTE;

function idIn(labels: Readonly<Record<string, string>>, over: Partial<RouteConfig> = {}): string {
  return idOf(buildRouteTree(route({ groupBy: ["alertname"], ...over })), alertOf({}, { labels }));
}

describe("idOf", () => {
  const cases = [
    { name: "is the same for members of one group", other: idIn({ ...A, instance: "b" }), same: true },
    { name: "differs by group labels", other: idIn({ ...A, alertname: "Up" }), same: false },
    { name: "differs by receiver", other: idIn(A, { receiver: "pager" }), same: false },
    { name: "does not depend on timers", other: idIn(A, { groupWaitMs: 1 }), same: true },
  ];
  it.for(cases)("$name", ({ other, same }, { expect }) => {
    expect(idIn(A) === other).toBe(same);
  });

  const all = { groupBy: [], groupByAll: true };
  const long = (end: string) => ({ ...A, text: `${"x".repeat(4_000)}${end}` });

  it("never takes more than MAX_GROUP_ID_CHARS, and still tells long label sets apart", ({ expect }) => {
    expect(idIn(long(""), all)).toHaveLength(MAX_GROUP_ID_CHARS);
    expect(idIn(long("1"), all)).not.toBe(idIn(long("2"), all));
    expect(idIn(long("1"), all)).toBe(idIn({ text: long("1").text, ...A }, all));
  });

  it("survives storage, which keeps no half of a character", ({ expect }) => {
    for (const shift of ["", "x"]) {
      const id = idIn({ alertname: `${shift}${"😀".repeat(2_000)}` });
      expect(id.isWellFormed()).toBe(true);
    }
  });
});

describe("joining groups", () => {
  const children = [
    route({
      receiver: "pager",
      groupBy: ["alertname"],
      matchers: [exactly("instance", "a")],
      continue: true,
    }),
    route({ receiver: "mail", groupBy: ["instance"], matchers: [exactly("alertname", "Down")] }),
  ];
  const receivers = ["chat", "pager", "mail"].map((name) => ({ name, integrations: [integration(name)] }));
  const tree = config({ receivers, route: route({ groupBy: ["alertname"], routes: children }) });

  it("puts an alert into one group of each route that takes it", ({ expect }) => {
    const simulation = new Simulation(tree);
    simulation.post([firing(A, old), firing({ ...A, instance: "b" }, old)]);
    const groups = [...simulation.state.groups.values()].map(({ receiver, labels, members }) => ({
      receiver,
      labels,
      members: members.size,
    }));
    expect(groups).toEqual([
      { receiver: "pager", labels: { alertname: "Down" }, members: 1 },
      { receiver: "mail", labels: { instance: "a" }, members: 1 },
      { receiver: "mail", labels: { instance: "b" }, members: 1 },
    ]);
  });

  it("shows upstream's groupKey", ({ expect }) => {
    const simulation = new Simulation(tree);
    simulation.post([firing(A, old)]);
    expect([...simulation.state.groups.values()].map(({ key }) => key)).toEqual([
      '{}/{instance="a"}:{alertname="Down"}',
      '{}/{alertname="Down"}:{instance="a"}',
    ]);
  });

  const waits = [
    { name: "waits group_wait for an alert that has just started", age: 0, at: 30 * SECOND },
    { name: "waits for one that started just group_wait ago", age: 30 * SECOND, at: 30 * SECOND },
    { name: "flushes at once for one that started longer ago", age: 30 * SECOND + 1, at: 0 },
  ];
  it.for(waits)("$name", ({ age, at }, { expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - age)]);
    simulation.advance(at - 1);
    expect(simulation.events.filter(({ type }) => type === "decision")).toHaveLength(at === 0 ? 1 : 0);
    simulation.advance(1);
    expect(simulation.events.filter(({ type }) => type === "decision")).toHaveLength(1);
  });

  it("hurries no group for an old alert that joins it: its first member set the time", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START)]);
    simulation.advance(SECOND);
    simulation.post([firing({ ...A, instance: "b" }, old)]);
    simulation.advance(29 * SECOND - 1);
    expect(simulation.told).toHaveLength(0);
    simulation.advance(SECOND);
    expect(simulation.told.map(({ notification }) => summary(notification))).toEqual(["firing a,b"]);
  });

  it("keeps the ticks where the first one was, however late a flush comes", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START)]);
    simulation.advance(31 * SECOND);
    simulation.restart(7 * MINUTE);
    simulation.post([firing({ ...A, instance: "b" }, simulation.now)]);
    simulation.advance(HOUR);
    const at = simulation.told.at(-1)?.notification.decidedAt ?? 0;
    expect((at - START - 30 * SECOND) % (5 * MINUTE)).toBe(0);
  });
});

describe("leaving groups", () => {
  it("drops a group with its last member, in memory and storage", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(10 * MINUTE);
    const { state, store } = simulation;
    expect([state.groups.size, state.groupsOf.size, state.log.size, state.flushes.size]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([store.groups.size, store.logs.size]).toEqual([0, 0]);
  });

  it("writes nothing for a group that came and went between two flushes", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, simulation.now)]);
    simulation.post([resolved(A, simulation.now)]);
    simulation.advance(HOUR);
    // The alert twice, the group's first flush, and both gone.
    expect(simulation.store.writes).toBe(5);
    expect(simulation.state.groups.size).toBe(0);
  });
});

describe("labels that are half a megabyte", () => {
  it("make a group whose name and key no row minds", ({ expect }) => {
    const simulation = new Simulation(config({ route: route({ groupByAll: true }) }));
    const big = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`l${i}`, "\n".repeat(4_096)]));
    simulation.post([firing({ ...A, ...big }, old)]);
    simulation.advance(MINUTE);
    expect(simulation.told).toHaveLength(1);
    const [group] = simulation.state.groups.values();
    expect(group?.id.length).toBe(MAX_GROUP_ID_CHARS);
    expect(group && groupLabels(simulation.state.root, group.labels)).toEqual(group?.labels);
    expect(simulation.store.attempts[0]?.groupKey.length).toBeLessThanOrEqual(1_000);
    simulation.restart(SECOND);
    simulation.post([firing({ ...A, ...big }, old)]);
    simulation.advance(10 * MINUTE);
    expect(simulation.told).toHaveLength(1);
  });
});
