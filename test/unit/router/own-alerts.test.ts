import { describe, it } from "vitest";
import { endOwn, heldAlerts, holdOwn, SELF } from "../../../src/router/own-alerts.ts";
import { noteRefusal } from "../../../src/router/self.ts";
import { MAX_SOURCES_PER_ALERT } from "../../../src/router/source.ts";
import { nextDueAt } from "../../../src/router/tick.ts";
import { firing, HOUR, MINUTE, Simulation, START } from "./simulation.ts";

const labels = { alertname: "HeartbeatMissing", heartbeat: "backup" };
const missing = { labels, annotations: { summary: "It is missing" }, startsAt: START - MINUTE };
const statusOf = ({ state }: Simulation) => state.identify(labels).alert?.status;

function held(): Simulation {
  const simulation = new Simulation();
  simulation.turn(() => holdOwn(simulation.state, missing, simulation.now));
  return simulation;
}

describe("holdOwn", () => {
  it("lets an alert fire until it is ended, however long after stale_after", ({ expect }) => {
    const simulation = held();
    simulation.advance(60 * HOUR);
    expect(statusOf(simulation)).toBe("firing");
    expect(heldAlerts(simulation.state)).toEqual([missing]);
  });

  it("arms no lease: only the group's ticks are due", ({ expect }) => {
    const simulation = held();
    simulation.advance(MINUTE);
    expect([simulation.state.leases.size, nextDueAt(simulation.state)]).toEqual([0, START + 5 * MINUTE]);
  });

  it("takes other words without another message", ({ expect }) => {
    const simulation = held();
    simulation.advance(MINUTE);
    const changed = { ...missing, annotations: { summary: "It is missing still" } };
    simulation.turn(() => holdOwn(simulation.state, changed, simulation.now));
    simulation.advance(HOUR);
    expect(simulation.told).toHaveLength(1);
    expect(heldAlerts(simulation.state)).toEqual([changed]);
  });

  it("is not driven out by however many who post its labels", ({ expect }) => {
    const simulation = held();
    for (let i = 0; i < 2 * MAX_SOURCES_PER_ALERT; i += 1) {
      simulation.now += 1;
      simulation.post([firing(labels)], { externalURL: `http://am-${i}` });
    }
    const sources = simulation.state.identify(labels).alert?.sources;
    expect([sources?.has(SELF), sources?.size]).toEqual([true, MAX_SOURCES_PER_ALERT]);
  });
});

describe("endOwn", () => {
  it("resolves it with its start, its end and the words of the end", ({ expect }) => {
    const simulation = held();
    simulation.advance(HOUR);
    const farewell = { ...missing, annotations: { summary: "It is back" } };
    simulation.turn(() => endOwn(simulation.state, farewell, simulation.now));
    simulation.advance(10 * MINUTE);
    expect(simulation.told.at(-1)?.notification.alerts).toMatchObject([
      {
        status: "resolved",
        startsAt: new Date(START - MINUTE).toISOString(),
        endsAt: new Date(START + HOUR).toISOString(),
        annotations: { summary: "It is back" },
      },
    ]);
    expect([simulation.state.alerts.size, heldAlerts(simulation.state)]).toEqual([0, []]);
  });

  it("leaves what others say of the same labels", ({ expect }) => {
    const simulation = held();
    simulation.post([firing(labels)]);
    simulation.turn(() => endOwn(simulation.state, missing, simulation.now));
    expect(statusOf(simulation)).toBe("firing");
    expect(heldAlerts(simulation.state)).toEqual([]);
  });
});

describe("heldAlerts", () => {
  it("leaves out alerts of our own that end by themselves", ({ expect }) => {
    const simulation = new Simulation();
    simulation.turn(() => noteRefusal(simulation.state, "am", "malformed", simulation.now));
    simulation.restart(MINUTE);
    expect([simulation.state.alerts.size, heldAlerts(simulation.state)]).toEqual([1, []]);
  });
});
