import { describe, it } from "vitest";
import {
  DELIVERIES_KEPT,
  DELIVERIES_KEPT_MS,
  FLUSHES_PER_TURN,
  LEASES_PER_TURN,
  nextDueAt,
  SWEEP_INTERVAL_MS,
  sweep,
  tick,
} from "../../../src/router/tick.ts";
import { SILENCE_RETENTION_MS } from "../../../src/silence/silence.ts";
import { config, firing, HOUR, MINUTE, route, SECOND, Simulation, START } from "./simulation.ts";

const A = { alertname: "Down", instance: "a" };
const old = START - MINUTE;
const apart = config({ route: route({ groupBy: ["instance"] }) });

function many(count: number, startsAt = old) {
  return Array.from({ length: count }, (_, i) => firing({ ...A, instance: `${i}` }, startsAt));
}

function decisions(simulation: Simulation): number {
  return simulation.events.filter(({ type }) => type === "decision").length;
}

describe("tick", () => {
  it("flushes FLUSHES_PER_TURN groups in a turn and is due again at once for the rest", ({ expect }) => {
    const simulation = new Simulation(apart);
    simulation.post(many(FLUSHES_PER_TURN + 10));
    expect(decisions(simulation)).toBe(FLUSHES_PER_TURN);
    expect(nextDueAt(simulation.state)).toBeLessThanOrEqual(simulation.now);
    tick(simulation.state, simulation.now);
    expect(decisions(simulation)).toBe(FLUSHES_PER_TURN + 10);
  });

  it("flushes every group of a storm, and none twice", ({ expect }) => {
    const simulation = new Simulation(apart);
    simulation.latencyMs = 1;
    simulation.post(many(3 * FLUSHES_PER_TURN));
    simulation.advance(4 * MINUTE);
    expect(new Set(simulation.told.map(({ notification }) => notification.groupKey)).size).toBe(
      3 * FLUSHES_PER_TURN,
    );
    expect(simulation.told).toHaveLength(3 * FLUSHES_PER_TURN);
  });

  it("looks at LEASES_PER_TURN leases in a turn", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post(many(LEASES_PER_TURN + 10));
    simulation.now += 13 * HOUR;
    tick(simulation.state, simulation.now);
    const stale = () =>
      [...simulation.state.alerts.values()].filter(({ status }) => status === "stale").length;
    expect(stale()).toBe(LEASES_PER_TURN);
    expect(nextDueAt(simulation.state)).toBeLessThanOrEqual(simulation.now);
    tick(simulation.state, simulation.now);
    expect(stale()).toBe(LEASES_PER_TURN + 10);
  });

  it("leaves nothing due behind at the same moment, whatever the moment", ({ expect }) => {
    const simulation = new Simulation();
    simulation.silence("instance", "a", HOUR, MINUTE);
    simulation.post([firing(A, START), firing({ ...A, instance: "b" }, START)]);
    for (let i = 0; i < 3_000; i += 1) {
      simulation.advance(37 * SECOND);
      expect(nextDueAt(simulation.state) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(simulation.now - 1);
    }
    // Ticks each five minutes for as long as the alert is known, and a handful of edges and leases.
    expect(simulation.turns).toBeLessThan((24 * HOUR) / (5 * MINUTE) + 20);
  });
});

describe("nextDueAt", () => {
  it("is nothing while nothing waits", ({ expect }) => {
    expect(nextDueAt(new Simulation().state)).toBeUndefined();
  });

  it("is the first flush of a new group, and then its ticks", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START)]);
    expect(nextDueAt(simulation.state)).toBe(START + 30 * SECOND);
    simulation.advance(MINUTE);
    expect(nextDueAt(simulation.state)).toBe(START + 30 * SECOND + 5 * MINUTE);
  });

  it("is a retry that comes before the tick", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => ({ ok: false, recoverable: true, reason: "network", status: "-", answer: "" });
    simulation.post([firing(A, old)]);
    simulation.advance(100);
    expect(nextDueAt(simulation.state)).toBe(START + 20 + SECOND);
  });

  it("is a silence's edge only while something waits to be sent", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.silence("instance", "a", HOUR, MINUTE);
    expect(nextDueAt(simulation.state)).toBe(START + 5 * MINUTE);
    simulation.answer = () => ({
      ok: false,
      recoverable: true,
      reason: "rate_limited",
      status: "429",
      answer: "",
      retryAfterMs: HOUR,
    });
    simulation.post([firing(A, old), firing({ ...A, instance: "b" }, old)]);
    simulation.advance(5 * MINUTE);
    simulation.silence("instance", "b", HOUR, SECOND);
    expect(nextDueAt(simulation.state)).toBe(simulation.now + SECOND);
  });
});

describe("sweep", () => {
  it("drops silences after their retention, and keeps the others", ({ expect }) => {
    const simulation = new Simulation();
    simulation.silence("instance", "a", MINUTE);
    simulation.silence("instance", "b", SILENCE_RETENTION_MS);
    simulation.advance(SILENCE_RETENTION_MS + MINUTE - 1);
    sweep(simulation.state, simulation.now);
    expect(simulation.store.silences.size).toBe(2);
    simulation.advance(1);
    sweep(simulation.state, simulation.now);
    expect([simulation.store.silences.size, simulation.state.silences.size]).toEqual([1, 1]);
  });

  it("keeps deliveries for DELIVERIES_KEPT_MS, and DELIVERIES_KEPT of them", ({ expect }) => {
    const simulation = new Simulation();
    const asked: number[][] = [];
    simulation.store.pruneDeliveries = (before, keep) => void asked.push([before, keep]);
    sweep(simulation.state, simulation.now);
    expect(asked).toEqual([[simulation.now - DELIVERIES_KEPT_MS, DELIVERIES_KEPT]]);
    expect([DELIVERIES_KEPT_MS, SWEEP_INTERVAL_MS]).toEqual([30 * 24 * HOUR, 15 * MINUTE]);
  });
});
