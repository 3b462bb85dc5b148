import { beforeEach, describe, expect, it } from "vitest";
import { rowPlace } from "../../../src/notify/outbox.ts";
import type { FollowUp, SendOutcome } from "../../../src/receiver/receiver.ts";
import { AFTER_NEWS_MS } from "../../../src/router/follow-up.ts";
import { broken, sent } from "./outcomes.ts";
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
} from "./simulation.ts";

/** Shortly after the first look at a message is due. */
const TICK_MS = 62 * SECOND;

const EMERGENCY: SendOutcome = {
  ok: true,
  status: "200",
  answer: "",
  state: { receipt: "r1" },
  followUpMs: MINUTE,
};
const AGAIN: FollowUp = { againMs: MINUTE };
const down = (instance: string) => ({ alertname: "Down", instance, severity: "critical" });

let simulation: Simulation;

/** As cron does: a turn each minute, with nothing to do of its own. */
function cron(minutes: number): void {
  for (let i = 0; i < minutes; i += 1) {
    simulation.advance(MINUTE);
    simulation.turn(() => {});
    simulation.advance(SECOND);
  }
}

/** A look that takes 5 s and begins shortly before the group's tick. */
function startLook(): void {
  simulation.advance(59.5 * SECOND);
  simulation.latencyMs = 5 * SECOND;
  simulation.turn(() => {});
  expect(simulation.lookedAfter).toHaveLength(1);
}

function entryOf() {
  return [...simulation.state.log.values()][0];
}

beforeEach(() => {
  simulation = new Simulation(
    config({ route: route({ groupBy: ["alertname"], groupWaitMs: 0, groupIntervalMs: TICK_MS }) }),
  );
  simulation.answer = () => EMERGENCY;
  simulation.followUp = () => AGAIN;
  simulation.post([firing(down("a"), START - HOUR)]);
  simulation.advance(SECOND);
});

describe("a delivered message that is to be looked after", () => {
  it("is looked after when its time has come, and not before", () => {
    simulation.advance(50 * SECOND);
    simulation.turn(() => {});
    expect(simulation.lookedAfter).toEqual([]);
    cron(1);
    expect(simulation.lookedAfter).toMatchObject([
      { integration: "chat/webhook/0", state: { receipt: "r1" }, facts: { silenced: false } },
    ]);
  });

  it("is looked after again and again without a row, as long as nothing changes", () => {
    cron(1);
    const { writes } = simulation.store;
    cron(5);
    expect(simulation.lookedAfter.length).toBeGreaterThanOrEqual(4);
    expect(simulation.store.writes).toBe(writes);
  });

  it("wakes nobody by an alarm of its own", () => {
    const { turns } = simulation;
    simulation.state.flushes.delete([...simulation.state.groups.keys()][0] ?? "");
    simulation.advance(HOUR);
    expect(simulation.turns).toBe(turns);
    expect(simulation.lookedAfter).toEqual([]);
  });

  it("is looked after once each 60 s at most, whatever else happens to its entry", () => {
    cron(1);
    const [key = ""] = simulation.state.log.keys();
    const entry = entryOf();
    if (entry === undefined) throw new Error("no entry");
    const at = simulation.state.followUps.at(key);
    const { groupId, integration } = rowPlace(key);
    simulation.turn(() => simulation.state.putEntry(groupId, integration, { ...entry, owed: [] }));
    expect(at).toBeGreaterThan(simulation.now);
    expect(simulation.state.followUps.at(key)).toBe(at);
  });

  it("leaves what was learned in the log, tells of it, and is let be", () => {
    const acknowledged = { at: "2026-01-01T00:00:30.000Z", by: "phone" };
    simulation.followUp = () => ({ state: { acknowledgedBy: "phone" }, acknowledged });
    cron(3);
    expect(simulation.lookedAfter).toHaveLength(1);
    expect(entryOf()).toMatchObject({ firing: [expect.any(String)], state: { acknowledgedBy: "phone" } });
    expect(entryOf()).not.toHaveProperty("followUpAt");
    expect(simulation.events.filter(({ type }) => type === "acknowledged")).toEqual([
      {
        type: "acknowledged",
        kind: "webhook",
        groupKey: '{}:{alertname="Down"}',
        integration: "chat/webhook/0",
        ...acknowledged,
      },
    ]);
  });

  it("keeps its state where a look ends it without a word", () => {
    simulation.followUp = () => ({});
    cron(2);
    expect(simulation.lookedAfter).toHaveLength(1);
    expect(entryOf()).toMatchObject({ state: { receipt: "r1" } });
    expect(entryOf()).not.toHaveProperty("followUpAt");
  });

  it("is looked after by whoever comes after a crash", () => {
    simulation.restart(10 * MINUTE);
    expect(simulation.lookedAfter).toHaveLength(1);
    // The look was lost too.
    simulation.restart(SECOND);
    expect(simulation.lookedAfter).toHaveLength(2);
  });

  it("is let be after a crash when it was let be before", () => {
    simulation.followUp = () => ({ state: {} });
    cron(1);
    simulation.restart(HOUR);
    expect(simulation.lookedAfter).toHaveLength(1);
  });

  it("is forgotten with its group", () => {
    simulation.answer = () => sent;
    simulation.post([resolved(down("a"), START - HOUR, simulation.now)]);
    cron(3);
    expect(simulation.state.log.size).toBe(0);
    expect(simulation.state.followUps.size).toBe(0);
  });
});

describe("a newer message of the same group", () => {
  it("takes the older one's place, and its own time counts", () => {
    simulation.advance(50 * SECOND);
    simulation.answer = () => ({ ...EMERGENCY, state: { receipt: "r2" } });
    simulation.post([firing(down("b"), simulation.now)]);
    simulation.advance(20 * SECOND);
    simulation.turn(() => {});
    expect(simulation.lookedAfter).toEqual([]);
    cron(1);
    expect(simulation.lookedAfter.map(({ state }) => state)).toEqual([{ receipt: "r2" }]);
  });

  it("is sent before the older one is looked after", () => {
    simulation.answer = () => broken;
    simulation.post([firing(down("b"), simulation.now)]);
    simulation.advance(TICK_MS);
    expect(simulation.state.outbox.size).toBe(1);
    cron(5);
    expect(simulation.lookedAfter).toEqual([]);
    simulation.answer = () => sent;
    cron(5 + AFTER_NEWS_MS / MINUTE);
    expect(simulation.lookedAfter).toEqual([]);
    expect(simulation.state.followUps.size).toBe(0);
  });

  it("waits for a look that is under way, and is then sent", () => {
    startLook();
    simulation.followUp = () => ({ state: { acknowledged: "yes" } });
    const told = simulation.told.length;
    simulation.post([firing(down("b"), simulation.now)]);
    // Its group's tick comes while the look is under way.
    simulation.advance(4 * SECOND);
    expect(simulation.state.outbox.size).toBe(1);
    expect(simulation.state.queue.inFlight).toBe(0);
    simulation.advance(20 * SECOND);
    expect(simulation.told.length).toBe(told + 1);
    expect(simulation.state.outbox.size).toBe(0);
  });

  it("is not sent when a silence fell on it while it waited for a look", () => {
    startLook();
    const told = simulation.told.length;
    simulation.post([firing(down("b"), simulation.now)]);
    simulation.advance(3 * SECOND);
    expect(simulation.state.outbox.size).toBe(1);
    simulation.silence("alertname", "Down", HOUR);
    expect(simulation.state.outbox.size).toBe(1);
    simulation.advance(20 * SECOND);
    expect(simulation.told.length).toBe(told);
    expect(simulation.state.outbox.size).toBe(0);
  });
});

describe("a silence", () => {
  it("that falls on all that the message says has it looked after at once", () => {
    simulation.silence("instance", "a", HOUR);
    simulation.advance(SECOND);
    expect(simulation.lookedAfter.map(({ facts }) => facts)).toEqual([{ silenced: true }]);
  });

  it("that falls on a message on its way has it looked after as soon as it has arrived", () => {
    const fresh = new Simulation(config());
    fresh.answer = () => EMERGENCY;
    fresh.followUp = () => AGAIN;
    fresh.latencyMs = 5 * SECOND;
    fresh.post([firing(down("a"), START - HOUR)]);
    fresh.advance(SECOND);
    expect(fresh.state.outbox.size).toBe(1);
    fresh.silence("instance", "a", HOUR);
    fresh.advance(3 * SECOND);
    expect(fresh.lookedAfter).toEqual([]);
    fresh.advance(2 * SECOND);
    expect(fresh.lookedAfter.map(({ facts }) => facts)).toEqual([{ silenced: true }]);
  });

  it("that begins later has it looked after then", () => {
    simulation.silence("instance", "a", HOUR, 10 * SECOND);
    simulation.advance(SECOND);
    expect(simulation.lookedAfter).toEqual([]);
    cron(1);
    expect(simulation.lookedAfter.map(({ facts }) => facts)).toEqual([{ silenced: true }]);
  });

  it("that falls on a part of it changes nothing", () => {
    simulation.post([firing(down("a"), START - HOUR), firing(down("b"), simulation.now)]);
    simulation.advance(90 * SECOND);
    simulation.lookedAfter.length = 0;
    simulation.silence("instance", "b", HOUR);
    simulation.advance(SECOND);
    expect(simulation.lookedAfter.filter(({ facts }) => facts.silenced)).toEqual([]);
  });

  it("that fell while the process was away is seen when it is back", () => {
    simulation.silence("instance", "a", HOUR, 30 * SECOND);
    simulation.restart(MINUTE);
    expect(simulation.lookedAfter.at(-1)?.facts).toEqual({ silenced: true });
  });

  it("has nothing looked after that nobody asked to", () => {
    simulation.answer = () => sent;
    simulation.post([firing(down("b"), simulation.now)]);
    simulation.advance(2 * MINUTE);
    simulation.lookedAfter.length = 0;
    simulation.silence("alertname", "Down", HOUR);
    simulation.advance(MINUTE);
    expect(simulation.lookedAfter).toEqual([]);
  });
});

it("an integration that is gone takes what it was to look after with it", () => {
  simulation.restart(
    0,
    config({ receivers: [{ name: "chat", integrations: [integration("chat", { kind: "email" })] }] }),
  );
  cron(3);
  expect(simulation.lookedAfter).toEqual([]);
});
