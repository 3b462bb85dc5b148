import { describe, it } from "vitest";
import { errorBudget, SLO_WINDOW_MS } from "../../../src/watch/slo.ts";
import { NO_TIME } from "../../../src/watch/uptime.ts";

const MINUTE_MS = 60_000;

describe("errorBudget", () => {
  const cases = [
    {
      name: "three nines allow 43 minutes and 12 seconds",
      slo: 0.999,
      downMs: 0,
      allowedMs: 43.2 * MINUTE_MS,
      leftRatio: 1,
    },
    {
      name: "half of it spent",
      slo: 0.999,
      downMs: 21.6 * MINUTE_MS,
      allowedMs: 43.2 * MINUTE_MS,
      leftRatio: 0.5,
    },
    {
      name: "all of it spent",
      slo: 0.999,
      downMs: 43.2 * MINUTE_MS,
      allowedMs: 43.2 * MINUTE_MS,
      leftRatio: 0,
    },
    { name: "overspent", slo: 0.999, downMs: 86.4 * MINUTE_MS, allowedMs: 43.2 * MINUTE_MS, leftRatio: -1 },
    { name: "an objective of all the time is kept", slo: 1, downMs: 0, allowedMs: 0, leftRatio: 1 },
    { name: "and lost at the first millisecond", slo: 1, downMs: 1, allowedMs: 0, leftRatio: -1 },
    {
      name: "no objective at all",
      slo: 0,
      downMs: 15 * 1_440 * MINUTE_MS,
      allowedMs: SLO_WINDOW_MS,
      leftRatio: 0.5,
    },
  ] as const;

  it.for(cases)("$name", ({ slo, downMs, allowedMs, leftRatio }, { expect }) => {
    const budget = errorBudget(slo, { ...NO_TIME, downMs });
    expect(budget).toEqual({ slo, allowedMs, spentMs: downMs, leftMs: allowedMs - downMs, leftRatio });
  });

  it("is not spent by muted downtime, nor by what nobody saw", ({ expect }) => {
    expect(errorBudget(0.99, { ...NO_TIME, mutedMs: 9e9, unknownMs: 9e9 }).leftRatio).toBe(1);
  });
});
