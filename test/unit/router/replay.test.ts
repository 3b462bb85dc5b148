import { describe, it } from "vitest";
import { compileMatcher } from "../../../src/alert/matcher.ts";
import type { Config } from "../../../src/config/config.ts";
import type { SendOutcome } from "../../../src/receiver/receiver.ts";
import { rings } from "../../../src/receiver/rings.ts";
import { listDeliveries } from "../../../src/router/deliveries.ts";
import { replay } from "../../../src/router/replay.ts";
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
const broken: SendOutcome = {
  ok: false,
  recoverable: true,
  reason: "server_error",
  status: "502",
  answer: "",
};
const sent: SendOutcome = { ok: true, status: "200", answer: "ok" };

function ask(simulation: Simulation, id = 1) {
  const taken: { result?: ReturnType<typeof replay> } = {};
  const isStored = simulation.turn(() => {
    taken.result = replay(simulation.state, id, simulation.now);
  });
  if (!isStored || taken.result === undefined) throw new Error("not stored");
  return taken.result;
}

const told = (simulation: Simulation, key = chat) =>
  simulation.toldTo(key).map((one) => `${one.reason}: ${summary(one)}`);

/** A router that has told that `a` fires, some time ago. */
function start(configuration: Config = config()): Simulation {
  const simulation = new Simulation(configuration);
  simulation.post([firing(A, old)]);
  simulation.advance(SECOND);
  return simulation;
}

const FIRST = "first notification: firing a";
const AGAIN = "replayed: firing a";

describe("replay", () => {
  it("tells again what still fires, at once, though nothing changed, and rings", ({ expect }) => {
    const simulation = start();
    expect(ask(simulation)).toMatchObject({
      ok: true,
      value: { id: "2", state: "waiting", reason: "replayed", integration: chat },
    });
    simulation.advance(20);
    expect(told(simulation)).toEqual([FIRST, AGAIN]);
    expect(simulation.toldTo(chat).map(rings)).toEqual([false, true]);
    simulation.advance(HOUR);
    expect(told(simulation)).toHaveLength(2);
  });

  it("tells the group as it is now", ({ expect }) => {
    const simulation = start();
    simulation.post([firing(A, old), firing(B, old)]);
    ask(simulation);
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual([FIRST, "replayed: firing a,b"]);
  });

  it("tells that integration alone", ({ expect }) => {
    const receivers = [
      { name: "chat", integrations: [integration("chat"), integration("chat", { kind: "email" })] },
    ];
    const simulation = start(config({ receivers }));
    ask(simulation, 2);
    simulation.advance(MINUTE);
    expect([told(simulation), told(simulation, "chat/email/0")]).toEqual([[FIRST], [FIRST, AGAIN]]);
  });

  it("counts the repeat interval from then on", ({ expect }) => {
    const simulation = start();
    simulation.advance(3 * HOUR);
    simulation.post([firing(A, old)]);
    ask(simulation);
    simulation.advance(3 * HOUR);
    simulation.post([firing(A, old)]);
    simulation.advance(50 * MINUTE);
    expect(told(simulation)).toEqual([FIRST, AGAIN]);
  });

  it("survives failures, ticks of its group and restarts until it is told", ({ expect }) => {
    const simulation = start();
    simulation.answer = () => broken;
    ask(simulation);
    simulation.advance(20 * MINUTE);
    simulation.restart(MINUTE);
    simulation.advance(20 * MINUTE);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual([FIRST, AGAIN]);
    expect(simulation.store.outbox.size).toBe(0);
  });

  it("stays a replay when its group changes before it is told", ({ expect }) => {
    const simulation = start();
    simulation.answer = () => broken;
    ask(simulation);
    simulation.advance(MINUTE);
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(10 * MINUTE);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual([FIRST, "replayed: firing a,b"]);
  });

  it("tells the end instead when its alerts resolve before it is told", ({ expect }) => {
    const simulation = start();
    simulation.answer = () => broken;
    ask(simulation);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("makes due what waits there already, and is that delivery", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => ({ ...broken, retryAfterMs: HOUR });
    simulation.post([firing(A, old)]);
    simulation.advance(SECOND);
    simulation.answer = () => sent;
    expect(ask(simulation)).toMatchObject({
      value: { id: "1", state: "retrying", reason: "first notification" },
    });
    simulation.advance(SECOND);
    expect(told(simulation)).toEqual([FIRST]);
  });

  it("leaves alone what is under way", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    expect(ask(simulation)).toMatchObject({ value: { id: "1", state: "waiting" } });
    simulation.advance(MINUTE);
    expect(told(simulation)).toEqual([FIRST]);
  });

  it("tells a failed end once more", ({ expect }) => {
    const simulation = start();
    simulation.answer = () => ({ ...broken, recoverable: false });
    simulation.post([resolved(A, old)]);
    simulation.advance(5 * MINUTE);
    simulation.answer = () => sent;
    const last = listDeliveries(simulation.state, { limit: 1 }).deliveries[0];
    expect(last).toMatchObject({ state: "failed", reason: "all alerts resolved" });
    expect(ask(simulation, Number(last?.id))).toMatchObject({ ok: true });
    simulation.advance(SECOND);
    expect(told(simulation)).toEqual([FIRST, "all alerts resolved: resolved a"]);
  });
});

describe("a replay is refused", () => {
  const matcher = (value: string) => {
    const made = compileMatcher("alertname", "=", value);
    if (!made.ok) throw new Error(made.error);
    return made.value;
  };
  const other = { name: "other", integrations: [integration("other")] };

  const rows: readonly {
    name: string;
    change: (simulation: Simulation) => void;
    id?: number;
    kind: string;
    message: string;
  }[] = [
    {
      name: "of what is not there",
      change: () => {},
      id: 9,
      kind: "unknown",
      message: "there is no such delivery",
    },
    {
      name: "of alerts that a silence mutes",
      change: (simulation) => simulation.silence("alertname", "Down", HOUR),
      kind: "muted",
      message: "all its alerts are muted",
    },
    {
      name: "of alerts that another inhibits",
      change: (simulation) => {
        const rule = { sourceMatchers: [matcher("Dead")], targetMatchers: [matcher("Down")], equal: [] };
        simulation.restart(0, config({ inhibitRules: [rule] }));
        simulation.post([firing({ alertname: "Dead" }, old)]);
      },
      kind: "muted",
      message: "all its alerts are muted",
    },
    {
      name: "of alerts that have ended and were told so",
      change: (simulation) => {
        simulation.post([resolved(A, old)]);
        simulation.advance(10 * MINUTE);
      },
      kind: "gone",
      message: "its alerts are over, and their end was told",
    },
    {
      name: "of an integration that is configured no more",
      change: (simulation) =>
        simulation.restart(
          0,
          config({
            receivers: [{ name: "chat", integrations: [integration("chat", { kind: "email" })] }, other],
          }),
        ),
      kind: "gone",
      message: "chat/webhook/0 is no longer configured",
    },
  ];
  it.for(rows)("$name", ({ change, id = 1, kind, message }, { expect }) => {
    const simulation = start();
    change(simulation);
    simulation.advance(SECOND);
    const before = told(simulation).length;
    expect(ask(simulation, id)).toEqual({
      ok: false,
      error: { kind, message: `Cannot replay delivery ${id}: ${message}` },
    });
    simulation.advance(MINUTE);
    expect(told(simulation)).toHaveLength(before);
  });

  it("for the alerts alone that are muted: the others are told", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(SECOND);
    simulation.silence("instance", "a", HOUR);
    ask(simulation);
    simulation.advance(SECOND);
    expect(told(simulation)).toEqual(["first notification: firing a,b", "replayed: firing b"]);
  });

  it("and taken back, when a silence falls on it before it is told", ({ expect }) => {
    const simulation = start();
    simulation.answer = () => broken;
    ask(simulation);
    simulation.advance(MINUTE);
    simulation.silence("alertname", "Down", HOUR);
    simulation.answer = () => sent;
    simulation.advance(HOUR - SECOND);
    expect(told(simulation)).toEqual([FIRST]);
  });

  it("tells two groups of one groupKey apart", ({ expect }) => {
    const branch = route({
      receiver: "chat",
      matchers: [matcher("Down")],
      groupBy: ["alertname"],
      continue: true,
    });
    const simulation = start(config({ route: route({ routes: [branch, branch] }) }));
    const keys = listDeliveries(simulation.state, { limit: 9 }).deliveries.map(({ groupKey }) => groupKey);
    expect(new Set(keys).size).toBe(1);
    expect(told(simulation)).toEqual([FIRST, FIRST]);
    ask(simulation, 2);
    ask(simulation, 2);
    simulation.advance(SECOND);
    expect(told(simulation)).toEqual([FIRST, FIRST, AGAIN]);
  });
});
