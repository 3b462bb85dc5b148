import { describe, it } from "vitest";
import type { SendOutcome } from "../../../src/receiver/receiver.ts";
import { UNTOLD_KEPT_MS } from "../../../src/router/give-up.ts";
import { SWEEP_INTERVAL_MS, sweep } from "../../../src/router/tick.ts";
import { broken, sent } from "./outcomes.ts";
import {
  config,
  firing,
  HOUR,
  integration,
  MINUTE,
  resolved,
  Simulation,
  START,
  summary,
} from "./simulation.ts";

const A = { alertname: "Down", instance: "a" };
const B = { alertname: "Down", instance: "b" };
const old = START - MINUTE;
const refused: SendOutcome = {
  ok: false,
  recoverable: false,
  reason: "client_error",
  status: "404",
  answer: "",
};

/** Time passes as in the object, which sweeps in the first turn of each quarter of an hour. */
function live(simulation: Simulation, ms: number): void {
  for (let passed = 0; passed < ms; passed += SWEEP_INTERVAL_MS) {
    simulation.advance(Math.min(SWEEP_INTERVAL_MS, ms - passed));
    simulation.turn(() => sweep(simulation.state, simulation.now));
  }
}

describe("giveUpUntold", () => {
  const moods = [
    { name: "refuses every message", answer: refused },
    { name: "is down for good", answer: broken },
  ];
  it.for(moods)(
    "lets an end go that a receiver could not be told for UNTOLD_KEPT_MS: it $name",
    ({ answer }, { expect }) => {
      const simulation = new Simulation();
      simulation.answer = () => answer;
      simulation.post([firing(A, old)]);
      simulation.advance(MINUTE);
      simulation.post([resolved(A, old)]);
      live(simulation, UNTOLD_KEPT_MS - HOUR);
      expect(simulation.store.alerts.size).toBe(1);
      live(simulation, 2 * HOUR);
      expect([
        simulation.store.alerts.size,
        simulation.store.groups.size,
        simulation.store.logs.size,
      ]).toEqual([0, 0, 0]);
      expect([
        simulation.store.outbox.size,
        simulation.state.outbox.size,
        simulation.state.contexts.size,
      ]).toEqual([0, 0, 0]);
    },
  );

  it("still tells the others of the group", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => broken;
    simulation.post([firing(A, old), firing(B, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old), firing(B, old)]);
    for (let hour = 0; hour < UNTOLD_KEPT_MS / HOUR; hour += 1) {
      live(simulation, HOUR);
      simulation.post([firing(B, old)]);
    }
    live(simulation, HOUR);
    expect(simulation.state.identify(A).alert).toBeUndefined();
    simulation.answer = () => sent;
    simulation.advance(10 * MINUTE);
    expect(simulation.toldTo("chat/webhook/0").map(summary)).toEqual(["firing b"]);
  });

  it("waits for a message that is under way", ({ expect }) => {
    const simulation = new Simulation();
    simulation.answer = () => refused;
    simulation.post([firing(A, old)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A, old)]);
    live(simulation, UNTOLD_KEPT_MS - HOUR);
    simulation.latencyMs = 3 * HOUR;
    simulation.answer = () => sent;
    simulation.advance(2 * HOUR);
    simulation.turn(() => sweep(simulation.state, simulation.now));
    expect(simulation.state.queue.inFlight).toBe(1);
    expect(simulation.store.alerts.size).toBe(1);
    live(simulation, 4 * HOUR);
    expect(simulation.toldTo("chat/webhook/0").map(summary)).toEqual(["resolved a"]);
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("does not touch what fires, however long", ({ expect }) => {
    const simulation = new Simulation(
      config({ receivers: [{ name: "chat", integrations: [integration("chat")] }] }),
    );
    simulation.answer = () => refused;
    for (let hour = 0; hour < 2 * (UNTOLD_KEPT_MS / HOUR); hour += 6) {
      simulation.post([firing(A, old)]);
      live(simulation, 6 * HOUR);
    }
    expect(simulation.state.identify(A).alert?.status).toBe("firing");
  });
});
