import { describe, expect, it } from "vitest";
import { randomFrom } from "../../e2e/harness/random.ts";
import { OUTAGE_KINDS, planOf } from "../../e2e/soak/plan.ts";
import { answerOf, FLAKY, RECEIVERS, SILENT, STEADY } from "../../e2e/soak/providers.ts";

const MINUTE = 60_000;
const seeds = Array.from({ length: 50 }, (_, seed) => seed);

describe("what goes wrong", () => {
  it("is the same for the same seed, and another for another", () => {
    const plan = (seed: number) => planOf(2 * MINUTE, randomFrom(seed));
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  it.each(seeds)("in two minutes is enough to have been survived (seed %d)", (seed) => {
    const { kills, outages, silence } = planOf(2 * MINUTE, randomFrom(seed));
    expect(kills.filter(({ victim }) => victim === "worker").length).toBeGreaterThanOrEqual(3);
    expect(kills.filter(({ victim }) => victim === "front").length).toBeGreaterThanOrEqual(1);
    expect(new Set(outages.map(({ kind }) => kind))).toEqual(new Set(OUTAGE_KINDS));
    expect(silence.to - silence.from).toBe(MINUTE / 2);
  });

  it.each(seeds)("is over before the end, one after the other (seed %d)", (seed) => {
    const { kills, outages, silence } = planOf(2 * MINUTE, randomFrom(seed));
    const calmFrom = 0.9 * 2 * MINUTE;
    expect(
      Math.max(...kills.map(({ at }) => at), ...outages.map(({ to }) => to), silence.to),
    ).toBeLessThanOrEqual(calmFrom);
    for (const [index, { from, to }] of outages.entries()) {
      expect(to).toBeGreaterThan(from);
      expect(from).toBeGreaterThan(outages[index - 1]?.to ?? 0);
    }
    const gaps = kills.slice(1).map(({ at }, index) => at - (kills[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(8_000);
  });
});

describe("a provider", () => {
  const plan = {
    kills: [],
    outages: OUTAGE_KINDS.map((kind, index) => ({ kind, from: index * 10, to: index * 10 + 5 })),
    silence: { from: 100, to: 200 },
  };
  const taken = { status: 200, delayMs: expect.any(Number) };

  it.each([
    [FLAKY, 0, { status: 429, headers: { "Retry-After": "2" } }],
    [FLAKY, 4.9, { status: 429 }],
    [FLAKY, 5, taken],
    [FLAKY, 10, { status: 503 }],
    [FLAKY, 20, "hang"],
    [FLAKY, 30, "reset"],
    [FLAKY, 40, "close"],
    [FLAKY, 150, taken],
    [SILENT, 99, taken],
    [SILENT, 100, "hang"],
    [SILENT, 199, "hang"],
    [SILENT, 200, taken],
    [STEADY, 0, taken],
    [STEADY, 150, taken],
  ])("%s answers at %d ms as planned", (path, at, want) => {
    const answer = answerOf(path, plan, at);
    if (typeof want === "string") expect(answer).toBe(want);
    else expect(answer).toMatchObject(want);
  });

  it("is one of three", () => {
    expect(RECEIVERS).toEqual([STEADY, FLAKY, SILENT]);
  });
});
