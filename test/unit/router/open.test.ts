import { describe, it } from "vitest";
import type { Config } from "../../../src/config/config.ts";
import { broken, sent } from "./outcomes.ts";
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
const B = { alertname: "Down", instance: "b" };
const old = START - MINUTE;

const chat = "chat/webhook/0";
const pager = "pager/webhook/0";

function told(simulation: Simulation, key = chat): string[] {
  return simulation.toldTo(key).map((one) => `${one.reason}: ${summary(one)}`);
}

const instanceA = {
  name: "instance",
  op: "=" as const,
  value: "a",
  matches: (labels: Readonly<Record<string, string>>) => labels["instance"] === "a",
};
const receivers = ["chat", "pager"].map((name) => ({ name, integrations: [integration(name)] }));
const plain = config({ receivers });
/** A goes to the pager alone. */
const special = config({
  receivers,
  route: route({
    groupBy: ["alertname"],
    routes: [route({ receiver: "pager", groupBy: ["alertname"], matchers: [instanceA] })],
  }),
});

describe("a restart", () => {
  it("at any moment of an alert's life loses nothing and tells nothing twice that had landed", ({
    expect,
  }) => {
    for (let second = 0; second < 120; second += 7) {
      const simulation = new Simulation();
      simulation.post([firing(A, START)]);
      simulation.advance(second * SECOND);
      simulation.restart(SECOND);
      simulation.advance(2 * MINUTE);
      expect(told(simulation), `restarted after ${second} s`).toEqual(["first notification: firing a"]);
    }
  });

  it("keeps the wait of a group that has not flushed yet", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START)]);
    simulation.advance(10 * SECOND);
    simulation.restart(SECOND);
    simulation.advance(19 * SECOND - 1);
    expect(simulation.state.queue.inFlight).toBe(0);
    simulation.advance(1);
    expect(simulation.state.queue.inFlight).toBe(1);
  });

  it("sends again what was in flight, and says so by the same decision", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(10);
    simulation.restart(SECOND);
    simulation.advance(SECOND);
    const [first, second] = simulation.told.map(({ notification }) => notification);
    expect(simulation.told).toHaveLength(2);
    expect(second).toEqual(first);
  });

  it("tells again that an alert fires whose resolve was in flight and may have arrived", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(4 * MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(MINUTE + 10);
    expect(simulation.state.queue.inFlight).toBe(1);
    simulation.post([firing(A, old)]);
    simulation.restart(SECOND);
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual([
      "first notification: firing a",
      "all alerts resolved: resolved a",
      "new alerts added: firing a",
    ]);
  });

  it("keeps the wait of a row that failed", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    const before = [...simulation.state.outbox.values()];
    simulation.restart(SECOND);
    expect([...simulation.state.outbox.values()]).toEqual(before);
    expect(simulation.state.queue.nextDueAt()).toBe(before[0]?.nextAttemptAt);
  });

  it("flushes at once for a change that no flush had seen, and else at the next tick", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.restart(12 * MINUTE);
    expect(simulation.state.flushes.next()).toBe(START + 15 * MINUTE);
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.restart(12 * MINUTE);
    simulation.advance(SECOND);
    expect(told(simulation).at(-1)).toBe("new alerts added: firing a,b");
  });

  it("does not send what a silence covered while it was away", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.silence("instance", "a", HOUR, 5 * MINUTE);
    simulation.answer = () => sent;
    simulation.restart(10 * MINUTE);
    simulation.advance(30 * MINUTE);
    expect(told(simulation)).toEqual([]);
  });

  it("still inhibits by what fires", ({ expect }) => {
    const rule = {
      sourceMatchers: [instanceA],
      targetMatchers: [
        { ...instanceA, value: "b", matches: (l: Readonly<Record<string, string>>) => l["instance"] === "b" },
      ],
      equal: ["alertname"],
    };
    const simulation = new Simulation(config({ inhibitRules: [rule] }));
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND);
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("of an empty store has nothing to do", ({ expect }) => {
    const simulation = new Simulation();
    simulation.restart(HOUR);
    simulation.advance(24 * HOUR);
    expect([simulation.turns, simulation.store.writes]).toEqual([0, 0]);
  });
});

describe("a deploy with other routing", () => {
  const deploys: {
    name: string;
    before: Config;
    after: Config;
    want: { chat: string[]; pager: string[] };
  }[] = [
    {
      name: "tells the new receiver, and the old one how it ended",
      before: plain,
      after: special,
      want: {
        chat: ["first notification: firing a", "all alerts resolved: resolved a"],
        pager: ["first notification: firing a", "all alerts resolved: resolved a"],
      },
    },
    {
      name: "tells nobody twice when other timers are all that changed",
      before: plain,
      after: config({ receivers, route: route({ groupBy: ["alertname"], groupIntervalMs: MINUTE }) }),
      want: { chat: ["first notification: firing a", "all alerts resolved: resolved a"], pager: [] },
    },
    {
      name: "regroups by other labels, and lets the old group tell only the end",
      before: plain,
      after: config({ receivers, route: route({ groupBy: ["instance"] }) }),
      want: {
        chat: [
          "first notification: firing a",
          "first notification: firing a",
          "all alerts resolved: resolved a",
          "all alerts resolved: resolved a",
        ],
        pager: [],
      },
    },
    {
      name: "says nothing more to a receiver that is gone",
      before: special,
      after: config(),
      want: {
        chat: ["first notification: firing a", "all alerts resolved: resolved a"],
        pager: ["first notification: firing a"],
      },
    },
  ];
  it.for(deploys)("$name", ({ before, after, want }, { expect }) => {
    const simulation = new Simulation(before);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND, after);
    simulation.post([firing(A, old)]);
    simulation.advance(6 * MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(10 * MINUTE);
    expect({ chat: told(simulation), pager: told(simulation, pager) }).toEqual(want);
    const { store } = simulation;
    expect([store.alerts.size, store.groups.size, store.logs.size, store.outbox.size]).toEqual([0, 0, 0, 0]);
  });

  it("lets the old group repeat nothing", ({ expect }) => {
    const simulation = new Simulation(special);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND, plain);
    for (let hour = 0; hour < 10; hour += 1) {
      simulation.post([firing(A, old)]);
      simulation.advance(HOUR);
    }
    expect(told(simulation, pager)).toEqual(["first notification: firing a"]);
    expect(told(simulation).length).toBeGreaterThan(1);
  });

  it("back to what it was joins the two groups' lives again", ({ expect }) => {
    const simulation = new Simulation(plain);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    for (const next of [special, plain]) {
      simulation.restart(SECOND, next);
      simulation.advance(6 * MINUTE);
    }
    expect([told(simulation).length, told(simulation, pager).length]).toEqual([1, 1]);
  });

  it("lets what was decided and never delivered be told by whoever has it now", ({ expect }) => {
    const simulation = new Simulation(special);
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND, plain);
    simulation.answer = () => sent;
    simulation.advance(6 * MINUTE);
    expect([told(simulation), told(simulation, pager)]).toEqual([
      ["first notification: firing a"],
      ["first notification: firing a"],
    ]);
  });

  it("ends the rows of an integration that is gone, as failed for that reason, and keeps its receiver's others", ({
    expect,
  }) => {
    const two = [integration("chat"), integration("chat", { kind: "slack" })];
    const simulation = new Simulation(config({ receivers: [{ name: "chat", integrations: two }] }));
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND, config());
    expect(simulation.store.attempts.at(-1)).toMatchObject({
      receiver: "chat",
      integration: "chat/slack/0",
      outcome: "failed",
      failure: "receiver_gone",
      groupKey: '{}:{alertname="Down"}',
    });
    expect(simulation.events.at(-1)).not.toMatchObject({ kind: "" });
    expect([...simulation.store.outbox.keys()]).toHaveLength(1);
    simulation.answer = () => sent;
    simulation.advance(6 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("keeps a group that waits to say that an alert is not renewed", ({ expect }) => {
    const simulation = new Simulation(special);
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(13 * HOUR);
    simulation.restart(SECOND, plain);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    // The other receiver's failing is told here too.
    expect(told(simulation).filter((one) => !one.includes("Farwatch"))).toEqual([
      "first notification: unknown a",
    ]);
    simulation.post([resolved(A, old)]);
    simulation.advance(10 * MINUTE);
    expect([
      simulation.store.alerts.size,
      simulation.store.groups.size,
      simulation.store.outbox.size,
    ]).toEqual([0, 0, 0]);
  });
});
