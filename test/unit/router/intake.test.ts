import { describe, it } from "vitest";
import { isAbsent } from "../../../src/alert/alert.ts";
import { fingerprint } from "../../../src/alert/fingerprint.ts";
import type { IncomingAlert } from "../../../src/alert/incoming.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";
import { CLOCK_SKEW_WARNING_MS } from "../../../src/router/intake.ts";
import { MAX_SOURCES_PER_ALERT } from "../../../src/router/source.ts";
import {
  config,
  firing,
  HOUR,
  MINUTE,
  type PostOptions,
  resolved,
  SECOND,
  Simulation,
  START,
  summary,
} from "./simulation.ts";

const A = { alertname: "Down", instance: "a" };
const B = { alertname: "Down", instance: "b" };
const old = START - MINUTE;
const chat = "chat/webhook/0";

function alertIn(simulation: Simulation, labels: Readonly<Record<string, string>> = A) {
  return simulation.state.identify(labels).alert;
}

function eventsOf(simulation: Simulation, type: string) {
  return simulation.events.filter((event) => event.type === type);
}

describe("what a post stores", () => {
  const up = firing(A, old, { summary: "a is down" });
  const cases: { name: string; next: IncomingAlert; options?: PostOptions; after?: number; rows: number }[] =
    [
      { name: "nothing for the same alert again", next: up, rows: 0 },
      { name: "nothing up to a quarter of the lease", next: up, after: 3 * HOUR, rows: 0 },
      { name: "the lease once more than a quarter has passed", next: up, after: 3 * HOUR + 1, rows: 1 },
      { name: "another annotation", next: firing(A, old, { summary: "a is still down" }), rows: 1 },
      { name: "one annotation less", next: firing(A, old), rows: 1 },
      { name: "another generator", next: { ...up, generatorURL: "http://prometheus/g" }, rows: 1 },
      { name: "another start", next: firing(A, old + 1, { summary: "a is down" }), rows: 1 },
      { name: "another sender", next: up, options: { sender: "two" }, rows: 1 },
      {
        name: "another external URL, which is another sender",
        next: up,
        options: { externalURL: "http://two" },
        rows: 1,
      },
      { name: "another group of the same sender", next: up, options: { groupKey: "{}:{x}" }, rows: 1 },
      { name: "a resolve", next: resolved(A, old), rows: 1 },
    ];
  it.for(cases)("is $name", ({ next, options, after = MINUTE, rows }, { expect }) => {
    const simulation = new Simulation();
    simulation.post([up]);
    simulation.advance(after);
    const before = simulation.store.writes;
    simulation.post([next], options);
    expect(simulation.store.writes - before).toBe(rows);
  });

  it("is one row an alert after a deploy with another stale_after, and then nothing again", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([up]);
    simulation.advance(MINUTE);
    const shorter = config();
    simulation.restart(0, { ...shorter, edge: { ...shorter.edge, staleAfterMs: HOUR } });
    const before = simulation.store.writes;
    simulation.post([up]);
    simulation.post([up]);
    expect(simulation.store.writes - before).toBe(1);
    expect(alertIn(simulation)?.sources.get("alertmanager http://am")?.leaseMs).toBe(HOUR);
  });

  it("is nothing at all of an alert that arrives resolved", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([resolved(A, old)]);
    expect([simulation.store.writes, simulation.state.alerts.size, simulation.state.contexts.size]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe("absence", () => {
  const both = [firing(A, old), firing(B, old)];
  const cases: {
    name: string;
    posts: { alerts: IncomingAlert[]; options?: PostOptions }[];
    want: boolean;
  }[] = [
    {
      name: "is noted when a complete payload leaves an alert out",
      posts: [{ alerts: [firing(A, old)] }],
      want: true,
    },
    {
      name: "is not noted when the payload was truncated",
      posts: [{ alerts: [firing(A, old)], options: { truncated: 1 } }],
      want: false,
    },
    {
      name: "is not noted by another group of the sender",
      posts: [{ alerts: [firing(A, old)], options: { groupKey: "{}:{x}" } }],
      want: false,
    },
    {
      name: "is not noted by another sender's group of that name",
      posts: [{ alerts: [firing(A, old)], options: { sender: "two" } }],
      want: false,
    },
    {
      name: "ends with the next payload that holds the alert",
      posts: [{ alerts: [firing(A, old)] }, { alerts: both }],
      want: false,
    },
  ];
  it.for(cases)("$name", ({ posts, want }, { expect }) => {
    const simulation = new Simulation();
    simulation.post(both);
    for (const { alerts, options } of posts) simulation.post(alerts, options);
    const alert = alertIn(simulation, B);
    expect(alert && isAbsent(alert)).toBe(want);
    expect(alert?.status).toBe("firing");
  });

  it("is judged by what storage remembers of the sender's groups after a restart", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post(both);
    simulation.restart(MINUTE);
    simulation.post([firing(A, old)]);
    const alert = alertIn(simulation, B);
    expect(alert && isAbsent(alert)).toBe(true);
  });

  it("never keeps an alert from its first notification", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START), firing(B, START)]);
    simulation.advance(10 * SECOND);
    simulation.post([firing(A, START)]);
    simulation.advance(MINUTE);
    expect(simulation.toldTo(chat).map(summary)).toEqual(["firing a,b"]);
  });

  it("leaves nothing behind in memory once alerts and their groups are gone", ({ expect }) => {
    const simulation = new Simulation();
    for (let i = 0; i < 20; i += 1) {
      const labels = { ...A, instance: `${i}` };
      simulation.post([firing(labels, simulation.now)], { groupKey: `one ${i}` });
      simulation.post([firing(labels, simulation.now)], { groupKey: `two ${i}` });
      simulation.post([resolved(labels, simulation.now)], { groupKey: `one ${i}` });
    }
    simulation.advance(HOUR);
    expect(simulation.state.alerts.size).toBe(0);
    expect(simulation.state.contexts.size).toBe(0);
  });
});

describe("a high-availability pair", () => {
  const one = { sender: "one" };
  const two = { sender: "two" };
  const told = (simulation: Simulation) => simulation.toldTo(chat).map((n) => `${n.reason}: ${summary(n)}`);

  it("resolves when the side that was cut off before the resolve runs out", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)], one);
    simulation.post([firing(A, old)], two);
    simulation.advance(10 * MINUTE);
    simulation.post([resolved(A, old, START)], two);
    simulation.advance(11 * HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
    simulation.advance(2 * HOUR);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
    expect(simulation.told.at(-1)?.notification.alerts[0]?.endsAt).toBe(timestampOf(START).text);
  });

  it("does not call it resolved when both fall silent after one insisted that it fires", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)], one);
    simulation.post([firing(A, old)], two);
    simulation.post([resolved(A, old)], two);
    simulation.advance(HOUR);
    simulation.post([firing(A, old)], one);
    simulation.advance(14 * HOUR);
    expect(told(simulation).at(-1)).toBe("alerts not renewed: unknown a");
    expect(told(simulation).filter((line) => line.includes("resolved a"))).toEqual([]);
  });

  it("rings for no alarm while one side lives on after the other's lease has run out", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)], one);
    for (let hour = 0; hour < 20; hour += 1) {
      simulation.post([firing(A, old)], two);
      simulation.advance(HOUR);
    }
    // Twelve ticks an hour, and a few looks at leases.
    expect(simulation.turns).toBeLessThan(20 * 12 + 20);
  });

  it("takes the earliest start, whichever side is late", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old + 3)], one);
    simulation.post([firing(A, old)], two);
    expect(alertIn(simulation)?.startsAt.ms).toBe(old);
  });

  it("tells one event once, though the late side still says firing after the other's resolve", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)], one);
    simulation.post([firing(A, old)], two);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)], one);
    simulation.post([firing(A, old)], two);
    simulation.advance(10 * MINUTE);
    simulation.post([resolved(A, old)], two);
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a", "all alerts resolved: resolved a"]);
  });
});

describe("senders without end", () => {
  it("leave an alert's row small, and firing while the honest one says so", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)], { sender: "honest" });
    for (let i = 0; i < 3 * MAX_SOURCES_PER_ALERT; i += 1) {
      simulation.advance(SECOND);
      simulation.post([firing(A, old)], { externalURL: `${"x".repeat(100_000)}${i}` });
      simulation.post([firing(A, old)], { sender: "honest" });
    }
    const [text = ""] = simulation.store.alerts.values();
    expect(text.length).toBeLessThan(MAX_SOURCES_PER_ALERT * 1_000);
    expect(alertIn(simulation)?.sources.has("honest http://am")).toBe(true);
  });

  it("cannot resolve what the honest one says is firing", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)], { sender: "honest" });
    for (let i = 0; i < 3 * MAX_SOURCES_PER_ALERT; i += 1) {
      simulation.advance(SECOND);
      simulation.post([resolved(A, old)], { externalURL: `http://${i}` });
    }
    expect(alertIn(simulation)?.status).toBe("firing");
  });

  it("leave a bounded row though one names group after group", ({ expect }) => {
    const simulation = new Simulation();
    for (let i = 0; i < 200; i += 1) simulation.post([firing(A, old)], { groupKey: `group ${i}` });
    const [text = ""] = simulation.store.alerts.values();
    expect(text.length).toBeLessThan(2_000);
    expect(simulation.state.contexts.size).toBeLessThan(20);
  });
});

describe("label sets with one fingerprint", () => {
  // Two names with equal FNV-1a hashes: as the first of a set, they make it collide with the other's.
  const honest = { "8yn0iYCKYHlIj4-BwPqk": "x", alertname: "Down", instance: "honest" };
  const twin = { GReLUrM4wMqfg9yzV3KQ: "x", alertname: "Down", instance: "honest" };
  const told = (simulation: Simulation) => simulation.toldTo(chat).map(summary);

  it("do collide", ({ expect }) => {
    expect(fingerprint(twin)).toBe(fingerprint(honest));
  });

  const orders = [
    { name: "the honest one first", first: honest, second: twin },
    { name: "the forged one first", first: twin, second: honest },
  ];
  it.for(orders)(
    "are two alerts, told and resolved each on its own: $name",
    ({ first, second }, { expect }) => {
      const simulation = new Simulation();
      simulation.post([firing(first, old)], { groupKey: "1" });
      simulation.post([firing(second, old)], { groupKey: "2" });
      simulation.advance(10 * MINUTE);
      expect(told(simulation).join("; ").split("honest").length - 1).toBe(3);
      simulation.restart(MINUTE);
      simulation.post([firing(honest, old)], { groupKey: "1" });
      simulation.post([resolved(twin, old)], { groupKey: "2" });
      simulation.advance(10 * MINUTE);
      expect(told(simulation).at(-1)).toBe("firing honest; resolved honest");
      expect(alertIn(simulation, honest)?.labels).toEqual(honest);
      expect(alertIn(simulation, twin)).toBeUndefined();
      simulation.post([resolved(honest, old)], { groupKey: "1" });
      simulation.advance(10 * MINUTE);
      expect(simulation.store.alerts.size).toBe(0);
    },
  );

  it("are no mismatch of the sender, whose fingerprint is right", ({ expect }) => {
    const simulation = new Simulation();
    const claim = (labels: Readonly<Record<string, string>>) => {
      return { ...firing(labels, old), claimedFingerprint: fingerprint(labels) };
    };
    for (let i = 0; i < 2; i += 1) simulation.post([claim(honest), claim(twin)]);
    expect(simulation.state.alerts.size).toBe(2);
    expect(eventsOf(simulation, "fingerprint_mismatch")).toEqual([]);
  });
});

describe("what a post reports", () => {
  it("how many fire and how many resolved, whether or not anything changed", ({ expect }) => {
    const simulation = new Simulation();
    const alerts = [firing(A, old), resolved(B, old)];
    simulation.post(alerts);
    simulation.post(alerts);
    expect(eventsOf(simulation, "received")).toEqual(
      Array(2).fill({ type: "received", firing: 1, resolved: 1 }),
    );
  });

  it("mismatched fingerprints once a body, with their number, and stores by our own", ({ expect }) => {
    const simulation = new Simulation();
    const wrong = (labels: typeof A) => ({ ...firing(labels, old), claimedFingerprint: "0000000000000000" });
    simulation.post([wrong(A), wrong(B)]);
    expect(eventsOf(simulation, "fingerprint_mismatch")).toMatchObject([{ count: 2 }]);
    expect([...simulation.state.alerts.keys()]).toEqual([fingerprint(A), fingerprint(B)]);
  });

  const skews = [
    { name: "a start of just CLOCK_SKEW_WARNING_MS ahead is none", ahead: CLOCK_SKEW_WARNING_MS, want: [] },
    { name: "a start further ahead is one", ahead: CLOCK_SKEW_WARNING_MS + 1, want: [30.001] },
    { name: "a start long ago is none", ahead: -HOUR, want: [] },
  ];
  it.for(skews)("clock skew: $name", ({ ahead, want }, { expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, simulation.now + ahead)]);
    const seconds = eventsOf(simulation, "clock_skew").map(
      (event) => event.type === "clock_skew" && event.seconds,
    );
    expect(seconds).toEqual(want);
  });

  it("a skew decides nothing: an alert that starts tomorrow is told today", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START + 24 * HOUR)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, START + 24 * HOUR, START + 24 * HOUR)]);
    simulation.advance(6 * MINUTE);
    expect(simulation.toldTo(chat).map(summary)).toEqual(["firing a", "resolved a"]);
  });
});
