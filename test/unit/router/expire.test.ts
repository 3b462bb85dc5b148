import { describe, it } from "vitest";
import { WAKE_GRACE_MS } from "../../../src/alert/lease.ts";
import { STALE_RETRY_MS } from "../../../src/router/expire.ts";
import { exactly } from "./exactly.ts";
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
const old = START - MINUTE;
const SPAN = 12 * HOUR;

function told(simulation: Simulation): string[] {
  return simulation.toldTo("chat/webhook/0").map((one) => `${one.reason}: ${summary(one)}`);
}

/** A router that was told of A and told it on. */
function begun(over: Parameters<typeof config>[0] = {}): Simulation {
  const simulation = new Simulation(config(over));
  simulation.post([firing(A, old)]);
  simulation.advance(MINUTE);
  return simulation;
}

function stateOf(simulation: Simulation): string | undefined {
  return simulation.state.identify(A).alert?.status;
}

describe("a webhook's lease", () => {
  it("ends to the millisecond stale_after its last renewal", ({ expect }) => {
    const simulation = begun();
    simulation.advance(HOUR);
    simulation.post([firing(A, old)]);
    const renewedAt = simulation.now;
    simulation.advance(SPAN - 1);
    expect(stateOf(simulation)).toBe("firing");
    simulation.advance(1);
    expect(stateOf(simulation)).toBe("stale");
    simulation.advance(10 * MINUTE);
    const unknown = simulation.told.at(-1)?.notification.alerts[0];
    expect([unknown?.status, unknown?.renewedAt]).toEqual(["unknown", new Date(renewedAt).toISOString()]);
  });

  it("is told as not renewed once, and never as resolved", ({ expect }) => {
    const simulation = begun();
    simulation.advance(3 * SPAN);
    expect(told(simulation)).toEqual(["first notification: firing a", "alerts not renewed: unknown a"]);
  });

  it("lasts over a restart for as long as memory may have renewed it", ({ expect }) => {
    const simulation = begun();
    const written = START + SPAN;
    simulation.restart(SECOND);
    simulation.advance(written + 3 * HOUR - 1 - simulation.now);
    expect(stateOf(simulation)).toBe("firing");
    simulation.advance(1);
    expect(stateOf(simulation)).toBe("stale");
  });

  it("is not pushed on by restart after restart, though others write the alert in between", ({ expect }) => {
    const simulation = begun();
    for (let i = 0; i < 20; i += 1) {
      simulation.advance(10 * MINUTE);
      simulation.restart(SECOND);
      simulation.post([firing(A, old, { note: `${i}` })], { sender: "two" });
    }
    simulation.post([resolved(A, old)], { sender: "two" });
    simulation.advance(START + SPAN + 3 * HOUR - simulation.now);
    expect(stateOf(simulation)).not.toBe("firing");
  });

  it("outlasts a long absence by WAKE_GRACE_MS, for its senders to renew it", ({ expect }) => {
    const simulation = begun();
    simulation.restart(3 * SPAN);
    simulation.advance(WAKE_GRACE_MS - 1);
    expect(stateOf(simulation)).toBe("firing");
    simulation.advance(1);
    expect(stateOf(simulation)).toBe("stale");
  });

  it("is renewed by a post within that minute as by any other", ({ expect }) => {
    const simulation = begun();
    simulation.restart(3 * SPAN);
    simulation.advance(30 * SECOND);
    simulation.post([firing(A, old)]);
    simulation.advance(SPAN - 1);
    expect(stateOf(simulation)).toBe("firing");
  });

  it("ends though the object sleeps between its alarms and wakes for each", ({ expect }) => {
    const simulation = begun();
    for (let i = 0; i < 400 && simulation.state.alerts.size > 0; i += 1) {
      simulation.advance(5 * MINUTE);
      simulation.restart();
    }
    expect(told(simulation)).toEqual(["first notification: firing a", "alerts not renewed: unknown a"]);
    expect(simulation.state.alerts.size).toBe(0);
  });

  it("ends though the object sleeps through its own last alarms", ({ expect }) => {
    const simulation = begun();
    // As a Durable Object does: out of memory after seconds, woken by the earliest thing due.
    for (let i = 0; i < 2_000 && simulation.state.alerts.size > 0; i += 1) {
      const due = Math.min(
        ...[simulation.state.flushes.next(), simulation.state.leases.next()].map(
          (at) => at ?? Number.POSITIVE_INFINITY,
        ),
      );
      simulation.restart(Math.max(0, due - simulation.now));
      simulation.advance(10 * SECOND);
    }
    expect(told(simulation)).toEqual(["first notification: firing a", "alerts not renewed: unknown a"]);
    expect(simulation.state.alerts.size).toBe(0);
  });

  it("writes its respite once, however often it wakes meanwhile", ({ expect }) => {
    const simulation = begun();
    const before = simulation.store.writes;
    for (const awayMs of [3 * SPAN, SECOND, SECOND]) simulation.restart(awayMs);
    expect(simulation.store.writes - before).toBe(1);
  });
});

describe("a stale alert", () => {
  it("is let go as long after it was found stale as it took to be found", ({ expect }) => {
    const simulation = begun();
    simulation.advance(START + 2 * SPAN - 1 - simulation.now);
    expect(stateOf(simulation)).toBe("stale");
    simulation.advance(1);
    expect([simulation.store.alerts.size, simulation.store.groups.size, simulation.store.logs.size]).toEqual([
      0, 0, 0,
    ]);
  });

  it("is not let go before its group's tick told of it, however short stale_after", ({ expect }) => {
    const short = { edge: { ...config().edge, staleAfterMs: MINUTE } };
    const simulation = begun(short);
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: firing a", "alerts not renewed: unknown a"]);
    simulation.advance(2 * MINUTE);
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("is kept for a provider that is down for a day, and then told", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, old)]);
    simulation.advance(40 * HOUR);
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual(["first notification: unknown a"]);
    simulation.advance(2 * STALE_RETRY_MS);
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("is kept while its integration refuses every message, and looked at each STALE_RETRY_MS", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.answer = () => refused;
    simulation.post([firing(A, old)]);
    simulation.advance(30 * HOUR);
    expect(stateOf(simulation)).toBe("stale");
    const due = simulation.state.leases.next() ?? 0;
    expect(due - simulation.now).toBeGreaterThan(0);
    expect(due - simulation.now).toBeLessThanOrEqual(STALE_RETRY_MS);
  });

  it("is told as firing again when its sender returns, and keeps its start", ({ expect }) => {
    const simulation = begun();
    simulation.advance(13 * HOUR);
    simulation.post([firing(A, old)]);
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("new alerts added: firing a");
    expect(simulation.state.identify(A).alert?.startsAt.ms).toBe(old);
  });

  it("is not revived by a restart, nor by another sender's word on something else", ({ expect }) => {
    const simulation = begun();
    simulation.advance(SPAN + 30 * MINUTE);
    simulation.restart(SECOND);
    simulation.post([resolved(A, old)], { sender: "two" });
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
  });

  it("inhibits nobody any more", ({ expect }) => {
    const rule = {
      sourceMatchers: [exactly("instance", "a")],
      targetMatchers: [exactly("instance", "b")],
      equal: [],
    };
    const simulation = new Simulation(
      config({ inhibitRules: [rule], route: route({ groupBy: ["instance"] }) }),
    );
    simulation.post([firing(A, old)], { groupKey: "a" });
    for (let hour = 0; hour < 13; hour += 1) {
      simulation.advance(HOUR);
      simulation.post([firing({ ...A, instance: "b" }, old)], { groupKey: "b" });
    }
    simulation.advance(10 * MINUTE);
    expect(told(simulation).at(-1)).toBe("first notification: firing b");
  });
});

describe("a lease of our own or of the API", () => {
  it("ends in a resolve, at its very end", ({ expect }) => {
    const simulation = begun();
    const { state } = simulation;
    const alert = state.identify(A).alert;
    if (alert === undefined) throw new Error("not stored");
    const [[sender, source] = ["", undefined]] = [...alert.sources];
    if (source === undefined) throw new Error("no source");
    const at = simulation.now + 7 * MINUTE;
    const ends = { endsAt: { text: new Date(at).toISOString(), ms: at }, leaseEndsAt: at, writtenEndsAt: at };
    state.rememberAlert({
      ...alert,
      sources: new Map([[sender, { ...source, ...ends, via: "api" as const }]]),
    });
    state.store.putAlert(state.identify(A).alert ?? alert);
    simulation.restart();
    simulation.advance(7 * MINUTE - 1);
    expect(stateOf(simulation)).toBe("firing");
    simulation.advance(1);
    expect(stateOf(simulation)).toBe("resolved");
    simulation.advance(6 * MINUTE);
    expect(told(simulation).at(-1)).toBe("all alerts resolved: resolved a");
  });
});

describe("many leases", () => {
  it("that end together are all looked at, a bounded share a turn, each told once", ({ expect }) => {
    const receivers = [{ name: "chat", integrations: [integration("chat")] }];
    const simulation = new Simulation(config({ receivers }));
    const alerts = Array.from({ length: 5_000 }, (_, i) => firing({ ...A, instance: `${i}` }, old));
    simulation.post(alerts);
    simulation.advance(SPAN + 10 * MINUTE);
    expect(simulation.told.at(-1)?.notification.alerts).toHaveLength(5_000);
    simulation.advance(SPAN);
    expect(simulation.store.alerts.size).toBe(0);
  });
});
