import * as fc from "fast-check";
import { describe, type ExpectStatic, it } from "vitest";
import { HOUR, INSTANCES, MINUTE, SECOND } from "./simulation.ts";
import { CONFIGS, OUTCOMES, type Step, World } from "./world.ts";

const instances = fc.subarray([...INSTANCES]);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("post" as const),
      firing: instances,
      resolved: instances,
      sender: fc.constantFrom("one", "two"),
      truncated: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("silence" as const),
      instance: fc.constantFrom(...INSTANCES),
      minutes: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "unsilence" as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("advance" as const),
      ms: fc.constantFrom(0, 5, 50, SECOND, 20 * SECOND, MINUTE, 6 * MINUTE, HOUR, 3 * HOUR),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("restart" as const),
      awayMs: fc.constantFrom(0, SECOND, 10 * MINUTE, 3 * HOUR),
      config: fc.nat(CONFIGS.length - 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("mood" as const),
      mood: fc.constantFrom(...Object.keys(OUTCOMES)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("break" as const), writes: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("replay" as const), back: fc.nat(3) }) },
);

const numRuns = Number(process.env["FARWATCH_PROPERTY_RUNS"] ?? 1_000);

describe("any interleaving of posts, resolves, silences, time, restarts, deploys, replays, broken disks and failing sends", () => {
  const timeout = 60_000 + 30 * numRuns;

  it("never loses a group's last state and never tells a muted alert", { timeout }, ({ expect }) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const world = new World();
        for (const one of steps) world.run(one);
        world.calmDown();
        for (const instance of INSTANCES) checkTold(world, instance, expect);
        expect(world.simulation.store.outbox.size, "all that was decided is delivered").toBe(0);
        expect(world.simulation.state.queue.inFlight).toBe(0);
        const kept = [...world.simulation.state.alerts.values()].map(({ status }) => status);
        expect(kept, "resolved alerts are let go once told").not.toContain("resolved");
        checkEnd(world, expect);
      }),
      { numRuns },
    );
  });
});

function checkTold(world: World, instance: string, expect: ExpectStatic): void {
  if (world.isFiring(instance)) {
    for (const key of world.routedTo(instance)) {
      expect(world.lastToldNowAs(key, instance), `${instance} fires, last told to ${key}`).toBe("firing");
    }
    return;
  }
  // Muted at its end: upstream tells no resolve then, and neither do we.
  if (world.wasEverMuted(instance)) return;
  for (const key of world.keysThatTellEnds()) {
    expect(world.lastToldAs(key, instance), `${instance} resolved, last told to ${key}`).not.toBe("firing");
  }
}

/** Nobody speaks any more: what fires is told once as not renewed, and then nothing is left in memory or storage. */
function checkEnd(world: World, expect: ExpectStatic): void {
  const firing = INSTANCES.filter((instance) => world.isFiring(instance));
  world.fallSilent();
  for (const instance of firing) {
    for (const key of world.routedTo(instance)) {
      expect(world.lastToldNowAs(key, instance), `${instance} fell silent, last told to ${key}`).toBe(
        "unknown",
      );
    }
  }
  const { state, store } = world.simulation;
  expect([store.alerts.size, store.groups.size, store.logs.size, store.outbox.size]).toEqual([0, 0, 0, 0]);
  const indexes = [state.alerts, state.fingerprints, state.groups, state.groupsOf, state.log, state.contexts];
  expect(indexes.map(({ size }) => size)).toEqual([0, 0, 0, 0, 0, 0]);
  expect([state.flushes.size, state.leases.size, state.outbox.size]).toEqual([0, 0, 0]);
}
