import { describe, it } from "vitest";
import { uptimeReport } from "../../../src/router/uptime.ts";
import { HOUR, MINUTE, SECOND, START } from "./simulation.ts";
import { report, roleProbe, WatchedSimulation, watchdog, watching } from "./watch-scene.ts";

const both = watching([watchdog({ slo: 0.99 })], [roleProbe("ui", { name: "web" })]);
const of = (simulation: WatchedSimulation, name: string) =>
  uptimeReport(simulation.state, simulation.now).find((one) => one.name === name);

describe("uptimeReport", () => {
  it("tells an incident of a heartbeat with its start, end and cause", ({ expect }) => {
    const simulation = new WatchedSimulation(both);
    simulation.live(HOUR, true);
    simulation.live(10 * MINUTE, false);
    simulation.live(HOUR, true);
    const told = of(simulation, "watchdog");
    expect(told).toMatchObject({ kind: "heartbeat", state: "up" });
    expect(told?.incidents).toHaveLength(1);
    expect(told?.incidents[0]).toMatchObject({ startedAt: START + HOUR + 45 * SECOND, cause: "missed" });
    expect(told?.errorBudget?.spentMs).toBe(told?.windows["24h"].downMs);
    expect(told?.windows["24h"].downMs).toBe(9 * MINUTE + 30 * SECOND);
  });

  it("counts downtime in a silence apart", ({ expect }) => {
    const simulation = new WatchedSimulation(both);
    simulation.live(HOUR, true);
    simulation.silence("heartbeat", "watchdog", HOUR);
    simulation.live(30 * MINUTE, false);
    simulation.live(HOUR, true);
    const windows = of(simulation, "watchdog")?.windows["24h"];
    expect([windows?.downMs, (windows?.mutedMs ?? 0) > 25 * MINUTE]).toEqual([0, true]);
  });

  it("follows a probe, and writes a flip only where it changes", ({ expect }) => {
    const simulation = new WatchedSimulation(both);
    simulation.tell(report("web", "up", simulation.now));
    simulation.advance(5 * MINUTE);
    const before = simulation.store.uptime.rowsWritten;
    for (let i = 0; i < 20; i += 1) {
      simulation.advance(MINUTE / 4);
      simulation.beat();
      simulation.tell({ ...report("web", "up", START), lastRunAt: simulation.now });
    }
    expect(simulation.store.uptime.rowsWritten - before).toBeLessThanOrEqual(1);
    simulation.tell(report("web", "down", simulation.now));
    expect(of(simulation, "web")).toMatchObject({ kind: "probe", state: "down", since: simulation.now });
  });

  it("names what nothing is known of yet", ({ expect }) => {
    const simulation = new WatchedSimulation(both);
    expect(of(simulation, "web")).toMatchObject({ state: "unknown", incidents: [] });
  });
});
