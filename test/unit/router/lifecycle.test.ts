import { describe, it } from "vitest";
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
const B = { alertname: "Down", instance: "b" };
const chat = "chat/webhook/0";
const refused = {
  ok: false,
  recoverable: false,
  reason: "client_error",
  status: "400",
  answer: "no",
} as const;
const broken = {
  ok: false,
  recoverable: true,
  reason: "server_error",
  status: "500",
  answer: "oops",
} as const;

function told(simulation: Simulation, key = chat): string[] {
  return simulation.toldTo(key).map((one) => `${one.reason}: ${summary(one)}`);
}

describe("the life of a group", () => {
  it("waits group_wait for a fresh alert and tells it once", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, simulation.now)]);
    simulation.advance(29 * SECOND);
    expect(told(simulation)).toEqual([]);
    simulation.advance(2 * SECOND);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
    simulation.advance(HOUR);
    expect(told(simulation)).toHaveLength(1);
  });

  it("tells an alert at once that is older than group_wait", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(SECOND);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("tells new alerts and resolves on the group_interval ticks", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.post([firing(A, START - MINUTE), firing(B, START)]);
    simulation.advance(3 * MINUTE);
    expect(told(simulation)).toHaveLength(1);
    simulation.advance(2 * MINUTE);
    expect(told(simulation).at(-1)).toBe("new alerts added: firing a,b");
    simulation.post([firing(A, START - MINUTE), resolved(B, START)]);
    simulation.advance(5 * MINUTE);
    expect(told(simulation).at(-1)).toBe("some alerts resolved: firing a; resolved b");
    simulation.post([resolved(A, START - MINUTE)]);
    simulation.advance(5 * MINUTE);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
    expect([simulation.store.alerts.size, simulation.store.groups.size, simulation.store.logs.size]).toEqual([
      0, 0, 0,
    ]);
    expect(simulation.store.outbox.size).toBe(0);
  });

  it("writes six rows for a new alert with one notification, and none for an unchanged re-post", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    expect(simulation.store.writes).toBe(6);
    for (let i = 0; i < 10; i += 1) {
      simulation.advance(10 * MINUTE);
      simulation.post([firing(A, START - MINUTE)]);
    }
    expect(simulation.store.writes).toBe(6);
  });

  it("forgets an alert that resolved before anybody was told", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, simulation.now)]);
    simulation.post([resolved(A, simulation.now)]);
    simulation.advance(HOUR);
    expect(told(simulation)).toEqual([]);
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("repeats only what was renewed since the last notification", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE), firing(B, START - MINUTE)]);
    simulation.advance(2 * HOUR);
    simulation.post([firing(A, START - MINUTE)], { truncated: 1 });
    simulation.advance(2 * HOUR + 6 * MINUTE);
    expect(told(simulation).at(-1)).toBe("repeat interval elapsed: firing a");
    simulation.advance(5 * HOUR);
    expect(told(simulation)).toHaveLength(2);
  });

  it("neither repeats nor resolves an alert that a complete payload left out", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE), firing(B, START - MINUTE)]);
    simulation.advance(HOUR);
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(4 * HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a,b", "repeat interval elapsed: firing a"]);
    simulation.post([resolved(B, START - MINUTE)]);
    simulation.advance(6 * MINUTE);
    expect(told(simulation).at(-1)).toBe("some alerts resolved: firing a; resolved b");
  });

  it("keeps an alert firing while one side of a pair still says so, and tells the event once", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)], { sender: "one" });
    simulation.post([firing(A, START - MINUTE + 3)], { sender: "two" });
    simulation.advance(10 * MINUTE);
    simulation.post([resolved(A, START - MINUTE)], { sender: "one" });
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
    simulation.post([resolved(A, START - MINUTE + 3)], { sender: "two" });
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
  });

  it("tells once that an alert was not renewed, and then its resolve", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(13 * HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a", "alerts not renewed: unknown a"]);
    simulation.post([resolved(A, START - MINUTE)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("tells an alert as new that is renewed after it was told as not renewed", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(13 * HOUR);
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("new alerts added: firing a");
  });

  it("lets a stale alert go after as long again", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(25 * HOUR);
    expect(simulation.store.alerts.size).toBe(0);
    expect(simulation.store.groups.size).toBe(0);
  });
});

describe("failing providers", () => {
  it("retries a temporary failure with doubling waits and delivers the latest state", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    expect(simulation.store.attempts.map(({ outcome }) => outcome)).toEqual(Array(6).fill("retried"));
    simulation.post([firing(A, START - MINUTE), firing(B, START)]);
    simulation.advance(10 * MINUTE);
    simulation.answer = () => ({ ok: true, status: "200", answer: "ok" });
    simulation.advance(6 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a,b"]);
  });

  it("tells a firing that never got through together with its resolve", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, START - MINUTE)]);
    simulation.advance(10 * MINUTE);
    simulation.answer = () => ({ ok: true, status: "200", answer: "ok" });
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["all alerts resolved: resolved a"]);
    expect(simulation.told[0]?.notification.alerts[0]?.late).toBe(true);
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("tries again at the next flush after a permanent failure, and still owes the firing when it resolves", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.answer = () => refused;
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(11 * MINUTE);
    expect(simulation.store.attempts.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);
    simulation.post([resolved(A, START - MINUTE)]);
    simulation.answer = () => ({ ok: true, status: "200", answer: "ok" });
    simulation.advance(5 * MINUTE);
    expect(told(simulation)).toEqual(["all alerts resolved: resolved a"]);
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("tells a late resolve even where resolves are not wanted, and no other", ({ expect }) => {
    const receivers = [{ name: "chat", integrations: [integration("chat", { sendResolved: false })] }];
    const simulation = new Simulation(config({ receivers }));
    simulation.answer = () => broken;
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, START - MINUTE)]);
    simulation.advance(5 * MINUTE);
    simulation.answer = () => ({ ok: true, status: "200", answer: "ok" });
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["all alerts resolved: resolved a"]);
    simulation.post([firing(B, simulation.now - MINUTE)]);
    simulation.advance(10 * MINUTE);
    simulation.post([resolved(B, simulation.now - MINUTE)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toHaveLength(2);
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("gives a row up after 24 hours and goes on with the next flush", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, START - MINUTE)]);
    for (let hour = 0; hour < 25; hour += 1) {
      simulation.advance(HOUR);
      simulation.post([firing(A, START - MINUTE)]);
    }
    expect(simulation.store.attempts.some(({ failure }) => failure === "expired")).toBe(true);
    simulation.answer = () => ({ ok: true, status: "200", answer: "ok" });
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });
});

describe("quiet", () => {
  it("does not tell a silenced alert, and tells it when the silence ends", ({ expect }) => {
    const simulation = new Simulation();
    simulation.silence("instance", "a", 20 * MINUTE);
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(19 * MINUTE);
    expect(told(simulation)).toEqual([]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("takes back what waits to be sent when a silence falls on it", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.silence("instance", "a", HOUR);
    simulation.answer = () => ({ ok: true, status: "200", answer: "ok" });
    simulation.advance(30 * MINUTE);
    expect(told(simulation)).toEqual([]);
    simulation.advance(HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("lets a critical mute its warning, and tells the warning when the critical has resolved", ({
    expect,
  }) => {
    const { simulation, warning, critical } = inhibiting();
    simulation.post([firing(critical, START - MINUTE), firing(warning, START - MINUTE)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing c"]);
    simulation.post([resolved(critical, START - MINUTE), firing(warning, START - MINUTE)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("new alerts added: firing w; resolved c");
  });
});

function inhibiting() {
  const rule = {
    sourceMatchers: [exactly("severity", "critical")],
    targetMatchers: [exactly("severity", "warning")],
    equal: ["alertname"],
  };
  const simulation = new Simulation(config({ inhibitRules: [rule] }));
  const critical = { alertname: "Disk", instance: "c", severity: "critical" };
  const warning = { alertname: "Disk", instance: "w", severity: "warning" };
  return { simulation, critical, warning };
}

describe("restarts and deploys", () => {
  it("keeps the log over a restart: no second notification", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.restart(MINUTE);
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(HOUR);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("runs a tick at once that fell due while it was away", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, START - MINUTE)]);
    simulation.restart(6 * MINUTE);
    simulation.advance(SECOND);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
  });

  it("does not resolve or age what it could not hear of while it was away", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.restart(48 * HOUR);
    simulation.advance(59 * SECOND);
    expect(told(simulation)).toHaveLength(1);
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(3 * HOUR);
    expect(told(simulation).some((line) => line.startsWith("alerts not renewed"))).toBe(false);
  });

  it("lets the group of a vanished route still send its resolve", ({ expect }) => {
    const special = route({
      receiver: "pager",
      groupBy: ["alertname"],
      matchers: [exactly("instance", "a")],
    });
    const receivers = ["chat", "pager"].map((name) => ({ name, integrations: [integration(name)] }));
    const before = config({ receivers, route: route({ groupBy: ["alertname"], routes: [special] }) });
    const simulation = new Simulation(before);
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND, config({ receivers }));
    simulation.advance(MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
    simulation.post([resolved(A, START - MINUTE)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation, "pager/webhook/0")).toEqual([
      "first notification: firing a",
      "all alerts resolved: resolved a",
    ]);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
    expect(simulation.store.groups.size + simulation.store.alerts.size).toBe(0);
  });

  it("ends the rows of a vanished receiver as failed with that reason", ({ expect }) => {
    const receivers = ["chat", "pager"].map((name) => ({ name, integrations: [integration(name)] }));
    const before = config({ receivers, route: route({ receiver: "pager", groupBy: ["alertname"] }) });
    const simulation = new Simulation(before);
    simulation.answer = () => broken;
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.answer = () => ({ ok: true, status: "200", answer: "ok" });
    simulation.restart(SECOND, config());
    simulation.advance(MINUTE);
    expect(simulation.store.attempts.find(({ failure }) => failure === "receiver_gone")).toMatchObject({
      receiver: "pager",
      outcome: "failed",
    });
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });

  it("keeps timers and log of a group whose route only moved", ({ expect }) => {
    const own = route({ receiver: "chat", groupBy: ["alertname"], matchers: [exactly("instance", "a")] });
    const other = route({ receiver: "chat", groupBy: ["alertname"], matchers: [exactly("instance", "z")] });
    const simulation = new Simulation(config({ route: route({ groupBy: ["alertname"], routes: [own] }) }));
    simulation.post([firing(A, START - MINUTE)]);
    simulation.advance(MINUTE);
    simulation.restart(SECOND, config({ route: route({ groupBy: ["alertname"], routes: [other, own] }) }));
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a"]);
  });
});
