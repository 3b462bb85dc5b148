import { describe, it } from "vitest";
import { beat } from "../../../src/router/beats.ts";
import { firing, HOUR, MINUTE, resolved, SECOND, Simulation, START } from "./simulation.ts";
import { WATCHDOG, WatchedSimulation, watchdog, watching } from "./watch-scene.ts";

const DOWN = { alertname: "Down", instance: "a" };
const only = watching([watchdog()]);
const stateOf = ({ state }: Simulation) => state.watch.heartbeats[0];

describe("takeBeats", () => {
  it("renews the heartbeat, names its source, and stores no alert", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.advance(SECOND);
    simulation.beat();
    expect(stateOf(simulation)).toMatchObject({
      status: "alive",
      lastPingAt: START + SECOND,
      source: "alertmanager http://am",
    });
    expect([
      simulation.state.alerts.size,
      simulation.store.alerts.size,
      simulation.state.groups.size,
    ]).toEqual([0, 0, 0]);
  });

  it("writes one row for a ping", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.live(MINUTE, true);
    const before = simulation.store.writes;
    simulation.advance(15 * SECOND);
    simulation.beat();
    expect(simulation.store.writes - before).toBe(1);
  });

  it("takes in the rest of the payload as before", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.post([firing(WATCHDOG), firing(DOWN)]);
    expect([...simulation.state.alerts.values()].map(({ labels }) => labels)).toEqual([DOWN]);
    expect(stateOf(simulation)?.status).toBe("alive");
    expect(simulation.events).toContainEqual({ type: "received", firing: 2, resolved: 0 });
  });

  it("marks as absent what a payload with a Watchdog left out, and no Watchdog", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.post([firing(WATCHDOG), firing(DOWN)]);
    simulation.post([firing(WATCHDOG)]);
    const [source] = [...(simulation.state.identify(DOWN).alert?.sources.values() ?? [])];
    expect(Object.values(source?.contexts ?? {})).toEqual([false]);
    simulation.post([firing(DOWN)]);
    expect(simulation.state.contexts.size).toBe(1);
  });

  it("takes a Watchdog that arrives resolved as the word that Prometheus has stopped", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(SECOND);
    simulation.endWatchdog();
    expect(stateOf(simulation)).toMatchObject({ status: "missing", reason: "resolved" });
    expect(simulation.state.contexts.size).toBe(0);
    simulation.advance(SECOND);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing"]);
  });

  it("takes several of one payload as one ping, and one that fires is enough", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.beat();
    simulation.advance(15 * SECOND);
    const cluster = (name: string) => ({ ...WATCHDOG, cluster: name });
    simulation.post([firing(cluster("a")), resolved(cluster("b")), firing(cluster("c"))]);
    expect(stateOf(simulation)).toMatchObject({ status: "alive", gaps: [15 * SECOND] });
  });

  it("leaves every alert alone that no heartbeat wants, and without heartbeats all of them", ({ expect }) => {
    const simulation = new Simulation(watching([]));
    simulation.post([firing(WATCHDOG)]);
    expect(simulation.state.identify(WATCHDOG).alert?.status).toBe("firing");
  });

  it("ends a Watchdog that was stored as an alert before a heartbeat was made of it", ({ expect }) => {
    const simulation = new WatchedSimulation(watching([]));
    simulation.beat();
    simulation.advance(MINUTE);
    simulation.restart(0, only);
    simulation.beat();
    simulation.live(MINUTE, true);
    expect(simulation.messages()).toEqual(["Watchdog firing", "Watchdog resolved"]);
    expect(simulation.state.identify(WATCHDOG).alert).toBeUndefined();
    simulation.live(HOUR, true);
    expect(simulation.told).toHaveLength(2);
  });

  it("loses no ping's effect when a turn fails, for its sender comes again", ({ expect }) => {
    const simulation = new WatchedSimulation(only);
    simulation.store.failsAfter = 0;
    simulation.beat();
    expect(stateOf(simulation)?.status).toBe("waiting");
    simulation.beat();
    expect(stateOf(simulation)?.status).toBe("alive");
  });
});

describe("beat", () => {
  const backup = watching([watchdog({ name: "backup", matchers: [], intervalMs: HOUR, graceMs: MINUTE })]);
  const send = (simulation: Simulation, status: "ok" | "fail", text = "") => {
    simulation.turn(() => beat(simulation.state, "backup", { status, text, source: "nas" }, simulation.now));
  };

  it("renews a heartbeat by its name", ({ expect }) => {
    const simulation = new WatchedSimulation(backup);
    send(simulation, "ok", "42 GB");
    expect(stateOf(simulation)).toMatchObject({ status: "alive", source: "nas", text: "42 GB" });
  });

  it("tells of a failure at once, with its text, and of the recovery", ({ expect }) => {
    const simulation = new WatchedSimulation(backup);
    send(simulation, "fail", "disk full");
    simulation.advance(SECOND);
    const [alert] = simulation.told[0]?.notification.alerts ?? [];
    expect(alert).toMatchObject({ labels: { heartbeat: "backup", reason: "failed" } });
    expect(alert?.annotations["description"]).toContain("disk full");
    simulation.advance(MINUTE);
    send(simulation, "ok");
    simulation.advance(MINUTE);
    expect(simulation.messages()).toEqual(["HeartbeatMissing firing", "HeartbeatMissing resolved"]);
  });

  it("knows no other name", ({ expect }) => {
    const { state, now } = new WatchedSimulation(backup);
    const word = { status: "ok", source: "nas" } as const;
    expect(beat(state, "bakcup", word, now)).toEqual({
      ok: false,
      error: {
        kind: "unknown_heartbeat",
        message: 'Cannot take a ping for heartbeat "bakcup": no such heartbeat',
      },
    });
  });
});
