import { describe, it } from "vitest";
import { incidents } from "../../../src/watch/incidents.ts";
import { flipsOf } from "./flips-of.ts";

describe("incidents", () => {
  const cases = [
    { name: "none while all is well", flips: "U....", from: 0, want: [] },
    { name: "one with its start, end and cause", flips: "U..D..U", from: 0, want: [[3, 6, "at 3", 3, 0]] },
    { name: "one that lasts", flips: "U..D", from: 0, want: [[3, undefined, "at 3", 7, 0]] },
    {
      name: "newest first",
      flips: "UD.UD.U",
      from: 0,
      want: [
        [4, 6, "at 4", 2, 0],
        [1, 3, "at 1", 2, 0],
      ],
    },
    {
      name: "a silence divides none, and is told apart",
      flips: "UD.M.D.U",
      from: 0,
      want: [[1, 7, "at 1", 6, 2]],
    },
    { name: "all of it silenced", flips: "UM..U", from: 0, want: [[1, 4, "at 1", 3, 3]] },
    { name: "it ends where nobody can see", flips: "UD.?.U", from: 0, want: [[1, 3, "at 1", 2, 0]] },
    { name: "one that ended before the window", flips: "UD.U", from: 3, want: [] },
    {
      name: "one that reaches into the window, in its full length",
      flips: "UD.U",
      from: 2,
      want: [[1, 3, "at 1", 2, 0]],
    },
    { name: "down from the first moment on", flips: "D..U", from: 0, want: [[0, 3, "at 0", 3, 0]] },
  ] as const;

  it.for(cases)("$name", ({ flips, from, want }, { expect }) => {
    const found = incidents(flipsOf(flips), from, 10);
    expect(found.map((one) => [one.startedAt, one.endedAt, one.cause, one.durationMs, one.mutedMs])).toEqual(
      want,
    );
  });
});
