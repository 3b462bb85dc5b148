import * as fc from "fast-check";
import { describe, it } from "vitest";
import { add, availability, NO_TIME, totals, UPTIME_WINDOWS } from "../../../src/watch/uptime.ts";
import { flipsOf } from "./flips-of.ts";

describe("totals", () => {
  const cases = [
    { name: "nothing is known of anyone", flips: "", from: 0, to: 10, want: [0, 0, 0, 0] },
    { name: "up all the time", flips: "U", from: 0, to: 10, want: [10, 0, 0, 0] },
    { name: "a window that begins later", flips: "U", from: 4, to: 10, want: [6, 0, 0, 0] },
    { name: "nothing is known before the first flip", flips: "....U", from: 0, to: 10, want: [6, 0, 0, 0] },
    { name: "down for a while", flips: "U..D..U", from: 0, to: 10, want: [7, 3, 0, 0] },
    { name: "down before the window began", flips: "U..D..U", from: 5, to: 10, want: [4, 1, 0, 0] },
    { name: "still down", flips: "U..D", from: 0, to: 10, want: [3, 7, 0, 0] },
    { name: "a silence in the middle", flips: "UD.M.D.U", from: 0, to: 10, want: [4, 4, 2, 0] },
    { name: "nobody could see", flips: "U.?.U", from: 0, to: 10, want: [8, 0, 0, 2] },
    { name: "a flip after the window", flips: "U.........D", from: 0, to: 10, want: [10, 0, 0, 0] },
    { name: "a window that ended before the first flip", flips: "....U", from: 0, to: 3, want: [0, 0, 0, 0] },
  ] as const;

  it.for(cases)("$name", ({ flips, from, to, want: [upMs, downMs, mutedMs, unknownMs] }, { expect }) => {
    expect(totals(flipsOf(flips), from, to)).toEqual({ upMs, downMs, mutedMs, unknownMs });
  });

  it("add up wherever a window is cut", ({ expect }) => {
    const text = fc.string({ unit: fc.constantFrom("U", "D", "M", "?", "."), maxLength: 40 });
    const moment = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(text, moment, moment, moment, (text, a, b, c) => {
        const [from = 0, cut = 0, to = 0] = [a, b, c].sort((x, y) => x - y);
        const flips = flipsOf(text);
        expect(add(totals(flips, from, cut), totals(flips, cut, to))).toEqual(totals(flips, from, to));
      }),
    );
  });
});

describe("availability", () => {
  const cases = [
    { name: "nothing counts, so there is none", of: {}, want: undefined },
    { name: "up all the time", of: { upMs: 5 }, want: 1 },
    { name: "down all the time", of: { downMs: 5 }, want: 0 },
    { name: "up for three quarters", of: { upMs: 3, downMs: 1 }, want: 0.75 },
    {
      name: "muted and unseen time counts for nothing",
      of: { upMs: 3, downMs: 1, mutedMs: 9, unknownMs: 9 },
      want: 0.75,
    },
    { name: "nothing but muted downtime", of: { mutedMs: 9 }, want: undefined },
  ] as const;

  it.for(cases)("$name", ({ of, want }, { expect }) => {
    expect(availability({ ...NO_TIME, ...of })).toBe(want);
  });
});

it("the windows are a day, a week, 30 and 90 days", ({ expect }) => {
  expect(Object.entries(UPTIME_WINDOWS).map(([name, ms]) => [name, ms / 86_400_000])).toEqual([
    ["24h", 1],
    ["7d", 7],
    ["30d", 30],
    ["90d", 90],
  ]);
});
