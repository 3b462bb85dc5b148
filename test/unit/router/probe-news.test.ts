import { describe, it } from "vitest";
import { noteLook } from "../../../src/router/probe-news.ts";
import { MINUTE, SECOND, START } from "./simulation.ts";
import { report, roleProbe, WatchedSimulation, watching } from "./watch-scene.ts";

const two = watching([], [roleProbe("box"), roleProbe("ui")]);
const known = ({ state }: WatchedSimulation, name = "box") => state.watch.standings.get(name);

describe("noteProbes", () => {
  it("stores a first report and each change, one row each", ({ expect }) => {
    const simulation = new WatchedSimulation(two);
    simulation.tell(report("box", "up", START));
    simulation.advance(MINUTE);
    simulation.tell(report("box", "down", simulation.now));
    expect(JSON.parse(simulation.store.standings.get("box") ?? "")).toMatchObject({
      probe: "box",
      report: { state: "down" },
    });
    expect(known(simulation)?.report?.state).toBe("down");
  });

  it("writes one row for however many that only ran again", ({ expect }) => {
    const simulation = new WatchedSimulation(two);
    simulation.tell(report("box", "up", START), report("ui", "up", START));
    simulation.advance(MINUTE);
    const before = simulation.store.writes;
    const again = (name: string) => ({ ...report(name, "up", START), lastRunAt: simulation.now });
    simulation.tell(again("box"), again("ui"));
    expect(simulation.store.writes - before).toBe(1);
  });

  it("knows after a restart when each last ran", ({ expect }) => {
    const simulation = new WatchedSimulation(two);
    simulation.tell(report("box", "up", START));
    simulation.advance(MINUTE);
    simulation.tell({ ...report("box", "up", START), lastRunAt: simulation.now });
    simulation.restart(SECOND);
    expect(known(simulation)?.report).toMatchObject({ state: "up", lastRunAt: START + MINUTE });
  });

  it("drops what a later report has overtaken, and what is not configured", ({ expect }) => {
    const simulation = new WatchedSimulation(two);
    simulation.tell(report("box", "up", START + SECOND));
    simulation.tell(report("box", "down", START), report("gone", "down", START));
    expect([known(simulation)?.report?.state, simulation.state.watch.standings.size]).toEqual(["up", 2]);
  });

  it("forgets a probe that is taken out of the configuration", ({ expect }) => {
    const simulation = new WatchedSimulation(two);
    simulation.tell(report("box", "up", START), report("ui", "up", START));
    simulation.restart(0, watching([], [roleProbe("ui")]));
    expect([...simulation.store.standings.keys()]).toEqual(["ui"]);
    expect([...simulation.state.watch.standings.keys()]).toEqual(["ui"]);
  });
});

describe("noteLook", () => {
  it("keeps what the look showed beside the state that counts, over a restart too", ({ expect }) => {
    const simulation = new WatchedSimulation(two);
    simulation.tell(report("box", "up", START));
    simulation.advance(MINUTE);
    const at = simulation.now;
    const result = { probe: "box", region: "weur", state: "down", reason: "refused", startedAt: at } as const;
    const look = {
      result: { ...result, durationMs: 5 },
      others: [],
      seen: { kind: "failed", at, reason: "refused" } as const,
      report: { ...report("box", "up", START), lastRunAt: at },
    };
    simulation.turn(() => noteLook(simulation.state, look, at));
    simulation.restart();
    expect(known(simulation)).toMatchObject({
      report: { state: "up", lastRunAt: at },
      look: { kind: "failed", at, reason: "refused" },
    });
  });
});
