import { describe, it } from "vitest";
import type { TimeInterval } from "../../../src/config/config.ts";
import type { SendOutcome } from "../../../src/receiver/receiver.ts";
import { broken, refused, sent } from "./outcomes.ts";
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

function told(simulation: Simulation, key = "chat/webhook/0"): string[] {
  return simulation.toldTo(key).map((one) => `${one.reason}: ${summary(one)}`);
}

function reasons(simulation: Simulation): string[] {
  return simulation.events.flatMap((event) => (event.type === "decision" ? [event.reason] : []));
}

describe("a flush", () => {
  it("decides for each integration of the receiver on its own", ({ expect }) => {
    const two = [integration("chat"), integration("chat", { kind: "slack" })];
    const simulation = new Simulation(config({ receivers: [{ name: "chat", integrations: two }] }));
    simulation.answer = ({ integration: key }) => (key === "chat/slack/0" ? refused : sent);
    simulation.post([firing(A, old)]);
    simulation.advance(6 * MINUTE);
    expect(told(simulation)).toHaveLength(1);
    simulation.answer = () => sent;
    simulation.advance(5 * MINUTE);
    expect([told(simulation), told(simulation, "chat/slack/0")]).toEqual([
      ["first notification: firing a"],
      ["first notification: firing a"],
    ]);
  });

  it("lets a group go whose receiver has nobody to tell", ({ expect }) => {
    const simulation = new Simulation(config({ receivers: [{ name: "chat", integrations: [] }] }));
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(6 * MINUTE);
    expect([simulation.store.alerts.size, simulation.store.groups.size]).toEqual([0, 0]);
  });

  it("reports each decision with its reason and what it counted", ({ expect }) => {
    const simulation = new Simulation();
    simulation.silence("instance", "b", HOUR);
    simulation.post([firing(A, old), firing(B, old)]);
    expect(simulation.events.find(({ type }) => type === "decision")).toEqual({
      type: "decision",
      groupKey: '{}:{alertname="Down"}',
      receiver: "chat",
      integration: "chat/webhook/0",
      notify: true,
      reason: "first notification",
      firing: 1,
      resolved: 0,
      muted: 1,
    });
  });

  it("writes a group when it took in a change, and not when it found none", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    const before = simulation.store.writes;
    simulation.advance(HOUR);
    expect(simulation.store.writes).toBe(before);
  });

  it("measures the delivery from the oldest change that it tells", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    const changedAt = simulation.now;
    simulation.post([firing(A, old), firing(B, simulation.now)]);
    simulation.advance(10 * MINUTE);
    const attempts = simulation.events.filter((event) => event.type === "attempt");
    const { at } = simulation.told.at(-1) ?? { at: 0 };
    expect(attempts.map(({ sinceReceivedMs }) => sinceReceivedMs)).toEqual([20, at - changedAt]);
  });
});

describe("a row that waits", () => {
  function waiting(): Simulation {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(4 * MINUTE + 50 * SECOND);
    return simulation;
  }

  it("keeps its wait when a newer state takes its place", ({ expect }) => {
    const simulation = waiting();
    const before = [...simulation.state.outbox.values()][0];
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(10 * SECOND);
    const after = [...simulation.state.outbox.values()][0];
    expect(after?.content.firing).toHaveLength(2);
    expect([after?.nextAttemptAt, after?.attempt]).toEqual([before?.nextAttemptAt, before?.attempt]);
  });

  it("is left alone when a flush would say the same", ({ expect }) => {
    const simulation = waiting();
    const before = simulation.store.writes;
    simulation.advance(11 * SECOND);
    expect(reasons(simulation).at(-1)).toBe("already waiting");
    expect(simulation.store.writes).toBe(before);
  });

  it("is taken back when all it told is muted, and its firing stays owed", ({ expect }) => {
    const simulation = waiting();
    simulation.silence("instance", "a", HOUR);
    expect(simulation.state.outbox.size).toBe(0);
    expect([...simulation.state.log.values()][0]).toMatchObject({ firing: [], owed: [expect.any(String)] });
  });

  it("loses only what is muted of it", ({ expect }) => {
    const simulation = waiting();
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(10 * SECOND);
    simulation.silence("instance", "a", HOUR);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing b"]);
  });

  const limited: SendOutcome = { ...broken, reason: "rate_limited", status: "429" };
  const lost: SendOutcome = { ...broken, reason: "timeout", status: "-" };
  const overtaken = [
    { name: "taken back when the provider has taken none of its attempts", answer: limited, more: [] },
    {
      name: "told over when one of its attempts may have arrived",
      answer: lost,
      more: ["new alerts added: firing a"],
    },
  ];
  it.for(overtaken)(
    "that says resolved is, once the alert fires again, $name",
    ({ answer, more }, { expect }) => {
      const simulation = new Simulation();
      simulation.post([firing(A, old)]);
      simulation.advance(MINUTE);
      simulation.answer = () => answer;
      simulation.post([resolved(A, old)]);
      simulation.advance(6 * MINUTE);
      simulation.post([firing(A, simulation.now)]);
      simulation.advance(5 * MINUTE);
      simulation.answer = () => sent;
      simulation.advance(20 * MINUTE);
      expect(told(simulation)).toEqual(["first notification: firing a", ...more]);
    },
  );

  it("is told over also when a silence came between the lost answer and the alert firing again", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.answer = () => lost;
    simulation.post([resolved(A, old)]);
    simulation.advance(5 * MINUTE);
    simulation.silence("instance", "a", 20 * MINUTE);
    simulation.post([firing(A, simulation.now)]);
    simulation.answer = () => sent;
    simulation.advance(HOUR);
    expect(told(simulation).at(-1)).toBe("new alerts added: firing a");
  });

  it("is told with its resolve though the same alert was told as resolved before", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    expect(told(simulation).at(-1)).toBe("some alerts resolved: firing b; resolved a");
    simulation.answer = () => broken;
    simulation.post([firing(A, simulation.now), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    simulation.post([resolved(A, simulation.now), firing(B, old)]);
    simulation.advance(5 * MINUTE);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("some alerts resolved: firing b; resolved a");
    expect(told(simulation)).toHaveLength(3);
    expect(
      simulation.told.at(-1)?.notification.alerts.find(({ status }) => status === "resolved")?.late,
    ).toBe(true);
  });
});

describe("time intervals", () => {
  // START is midnight in UTC.
  const firstHour: TimeInterval = { times: [{ start: 0, end: 60 }] };
  const timeIntervals = new Map([["night", [firstHour]]]);
  const muted = config({
    timeIntervals,
    route: route({ groupBy: ["alertname"], muteTimeIntervals: ["night"] }),
  });
  const active = config({
    timeIntervals,
    route: route({ groupBy: ["alertname"], activeTimeIntervals: ["night"] }),
  });

  it("keep a route quiet while a mute interval holds, and tell what still fires after it", ({ expect }) => {
    const simulation = new Simulation(muted);
    simulation.post([firing(A, old)]);
    simulation.advance(59 * MINUTE);
    expect([told(simulation), reasons(simulation).at(-1)]).toEqual([[], "all alerts muted"]);
    simulation.advance(7 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("keep a route quiet while no active interval holds", ({ expect }) => {
    const simulation = new Simulation(active);
    simulation.advance(61 * MINUTE);
    simulation.post([firing(A, old)]);
    simulation.advance(HOUR);
    expect(told(simulation)).toEqual([]);
  });

  it("tell nothing of an alert that resolves while they hold, as upstream, and forget it", ({ expect }) => {
    const simulation = new Simulation(active);
    simulation.post([firing(A, old)]);
    simulation.advance(58 * MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(5 * MINUTE);
    simulation.restart(24 * HOUR);
    simulation.advance(HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
    expect([simulation.store.alerts.size, simulation.store.logs.size]).toEqual([0, 0]);
  });

  it("tell the resolve when the flush that sees it is not muted any more", ({ expect }) => {
    const simulation = new Simulation(active);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(5 * MINUTE);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
  });

  it("bind nobody after a deploy without them", ({ expect }) => {
    const simulation = new Simulation(muted);
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND, config());
    simulation.advance(6 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("bind at once after a deploy that adds them", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(10 * SECOND);
    simulation.answer = () => sent;
    simulation.restart(SECOND, muted);
    simulation.advance(30 * MINUTE);
    expect(told(simulation)).toEqual([]);
    simulation.advance(HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });
});

describe("send_resolved: false", () => {
  const receivers = [{ name: "chat", integrations: [integration("chat", { sendResolved: false })] }];

  it("says nothing of ends, and tells the same alert as new when it returns", ({ expect }) => {
    const simulation = new Simulation(config({ receivers }));
    for (let i = 0; i < 2; i += 1) {
      const at = simulation.now - MINUTE;
      simulation.post([firing(A, at), firing(B, at)]);
      simulation.advance(6 * MINUTE);
      simulation.post([resolved(A, at), firing(B, at)]);
      simulation.advance(10 * MINUTE);
    }
    expect(told(simulation)).toEqual(["first notification: firing a,b", "new alerts added: firing a,b"]);
    expect(reasons(simulation)).not.toContain("some alerts resolved");
  });

  it("ends the group without a word", ({ expect }) => {
    const simulation = new Simulation(config({ receivers }));
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    simulation.advance(5 * MINUTE);
    expect(reasons(simulation).at(-1)).toBe("resolves not wanted");
    expect([simulation.store.alerts.size, simulation.store.logs.size]).toEqual([0, 0]);
  });
});

describe("repeats", () => {
  it("tell what its sender renewed, are marked as repeats, and come at most each repeat_interval", ({
    expect,
  }) => {
    const simulation = new Simulation();
    for (let hour = 0; hour < 24; hour += 1) {
      simulation.post([firing(A, old)]);
      simulation.advance(HOUR);
    }
    expect(told(simulation)).toEqual([
      "first notification: firing a",
      ...Array(5).fill("repeat interval elapsed: firing a"),
    ]);
  });

  it("wait for a renewal after the last notification, not before it", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(5 * HOUR);
    expect([told(simulation).length, reasons(simulation).at(-1)]).toEqual([
      1,
      "not renewed since the last notification",
    ]);
    simulation.post([firing(A, old)]);
    simulation.advance(6 * MINUTE);
    expect(told(simulation)).toHaveLength(2);
  });

  it("do not take the other sender's resolve for a renewal", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)], { sender: "one" });
    simulation.post([firing(A, old)], { sender: "two" });
    simulation.advance(HOUR);
    simulation.post([resolved(A, old)], { sender: "two" });
    simulation.advance(4 * HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });
});

describe("a group of 20,000 alerts", () => {
  it("is flushed, sent, resolved and let go in linear time", { timeout: 60_000 }, ({ expect }) => {
    const simulation = new Simulation();
    const all = Array.from({ length: 20_000 }, (_, i) => ({ ...A, instance: `${i}` }));
    const startedAt = performance.now();
    simulation.post(all.map((labels) => firing(labels, old)));
    simulation.advance(MINUTE);
    simulation.answer = () => broken;
    simulation.post(all.map((labels) => resolved(labels, old)));
    simulation.advance(7 * MINUTE);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(simulation.told.map(({ notification }) => notification.alerts.length)).toEqual([20_000, 20_000]);
    expect([simulation.store.alerts.size, simulation.store.groups.size]).toEqual([0, 0]);
    // Two to six seconds of rendering and sorting; half a minute while lists were searched one by one.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
