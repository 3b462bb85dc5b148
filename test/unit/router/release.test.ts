import { describe, it } from "vitest";
import { fingerprint } from "../../../src/alert/fingerprint.ts";
import { groupsOf, releaseAlerts } from "../../../src/router/release.ts";
import { refused, sent } from "./outcomes.ts";
import {
  config,
  firing,
  HOUR,
  integration,
  MINUTE,
  resolved,
  route,
  Simulation,
  START,
} from "./simulation.ts";

const A = { alertname: "Down", instance: "a" };
const old = START - MINUTE;

const receivers = ["chat", "pager"].map((name) => ({ name, integrations: [integration(name)] }));
const everything = { name: "alertname", op: "=" as const, value: "Down", matches: () => true };
const both = config({
  receivers,
  route: route({
    groupBy: ["alertname"],
    routes: [
      route({ receiver: "pager", matchers: [everything], continue: true, groupIntervalMs: HOUR }),
      route({ receiver: "chat", matchers: [everything] }),
    ],
  }),
});

describe("a resolved alert", () => {
  it("stays until the slowest of its groups has told its end", ({ expect }) => {
    const simulation = new Simulation(both);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(30 * MINUTE);
    expect([simulation.toldTo("chat/webhook/0").length, simulation.toldTo("pager/webhook/0").length]).toEqual(
      [2, 1],
    );
    expect(simulation.store.alerts.size).toBe(1);
    simulation.advance(HOUR);
    expect(simulation.toldTo("pager/webhook/0")).toHaveLength(2);
    expect([simulation.store.alerts.size, simulation.store.groups.size]).toEqual([0, 0]);
  });

  it("that fires again waits for group_wait in a group that has told its end, whatever another group still owes", ({
    expect,
  }) => {
    const simulation = new Simulation(both);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(30 * MINUTE);
    const again = simulation.now;
    simulation.post([firing(A, again)]);
    simulation.advance(HOUR);
    const [, , third] = simulation.toldTo("chat/webhook/0");
    expect(third).toMatchObject({ reason: "first notification", decidedAt: again + 30_000 });
    expect(simulation.toldTo("pager/webhook/0")).toHaveLength(1);
    const receivers = groupsOf(simulation.state, fingerprint(A)).map(({ receiver }) => receiver);
    expect(receivers, "in match order").toEqual(["pager", "chat"]);
  });

  it("is not listed any more where its end was told, whatever another group still owes", ({ expect }) => {
    const simulation = new Simulation(both);
    simulation.post([firing(A, old), firing({ ...A, instance: "b" }, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(10 * MINUTE);
    simulation.post([firing({ ...A, instance: "c" }, old)]);
    simulation.advance(10 * MINUTE);
    const listed = simulation
      .toldTo("chat/webhook/0")
      .map(({ alerts }) => alerts.map(({ status, labels }) => `${labels["instance"]} ${status}`));
    expect(listed).toEqual([
      ["a firing", "b firing"],
      ["a resolved", "b firing"],
      ["b firing", "c firing"],
    ]);
  });

  it("is told once to those who heard it while another one refuses, for as long as that takes", ({
    expect,
  }) => {
    const simulation = new Simulation(both);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.answer = (row) => (row.integration === "pager/webhook/0" ? refused : sent);
    simulation.post([resolved(A, old)]);
    simulation.advance(10 * HOUR);
    const down = simulation
      .toldTo("chat/webhook/0")
      .filter(({ groupLabels }) => groupLabels["alertname"] === "Down");
    expect(down).toHaveLength(2);
    expect(simulation.state.alerts.has(fingerprint(A))).toBe(true);
    simulation.answer = () => sent;
    simulation.advance(2 * HOUR);
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("is not let go in the millisecond of a flush that had not seen its end", ({ expect }) => {
    const simulation = new Simulation();
    simulation.latencyMs = 0;
    simulation.post([firing(A, old)]);
    simulation.post([resolved(A, old)]);
    simulation.advance(0);
    expect(simulation.store.alerts.size).toBe(1);
    simulation.advance(6 * MINUTE);
    expect(simulation.told.map(({ notification }) => notification.status)).toEqual(["firing", "resolved"]);
  });

  it("that fires again before its end was told is not let go", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.post([firing(A, simulation.now)]);
    simulation.advance(HOUR);
    expect(simulation.state.identify(A).alert?.status).toBe("firing");
    expect(simulation.told).toHaveLength(1);
  });
});

describe("releaseAlerts", () => {
  it("writes a group's log once for all that leave it", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post(Array.from({ length: 500 }, (_, i) => firing({ ...A, instance: `${i}` }, old)));
    simulation.advance(MINUTE);
    const { state, store } = simulation;
    const alerts = [...state.alerts.values()];
    const before = store.writes;
    releaseAlerts(state, alerts.slice(0, 400));
    // 400 alerts and one entry.
    expect(store.writes - before).toBe(401);
    expect([...state.log.values()][0]?.firing).toHaveLength(100);
    releaseAlerts(state, alerts.slice(400));
    expect([store.alerts.size, store.groups.size, store.logs.size]).toEqual([0, 0, 0]);
  });

  it("writes no log that says nothing of them", ({ expect }) => {
    const simulation = new Simulation();
    simulation.silence("instance", "a", HOUR);
    simulation.post([firing(A, old), firing({ ...A, instance: "b" }, old)]);
    simulation.advance(MINUTE);
    const alert = simulation.state.identify(A).alert;
    const before = simulation.store.writes;
    releaseAlerts(simulation.state, alert === undefined ? [] : [alert]);
    expect(simulation.store.writes - before).toBe(1);
  });
});
