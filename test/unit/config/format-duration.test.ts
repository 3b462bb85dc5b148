import { describe, it } from "vitest";
import { MAX_DURATION_MS, parseDuration } from "../../../src/config/duration.ts";
import { formatDuration } from "../../../src/config/format-duration.ts";

describe("formatDuration", () => {
  const cases = [
    [0, "0s"],
    [1, "1ms"],
    [999, "999ms"],
    [30_000, "30s"],
    [90_000, "1m30s"],
    [300_000, "5m"],
    [4 * 3_600_000, "4h"],
    [86_400_000, "1d"],
    [36 * 3_600_000, "1d12h"],
    [7 * 86_400_000, "1w"],
    [8 * 86_400_000, "8d"],
    [90 * 86_400_000, "90d"],
    [365 * 86_400_000, "1y"],
    [366 * 86_400_000, "366d"],
    [372 * 86_400_000, "372d"],
    [86_400_000 + 3_600_000 + 60_000 + 1_001, "1d1h1m1s1ms"],
  ] as const;

  it.for(cases)("writes %i ms as %s", ([ms, want], { expect }) => {
    expect(formatDuration(ms)).toBe(want);
  });

  it.for([...cases.map(([ms]) => ms), 12_345_678, 987_654_321_000, MAX_DURATION_MS])(
    "what it writes of %i ms is read as the same",
    (ms, { expect }) => {
      expect(parseDuration(formatDuration(ms))).toEqual({ ok: true, value: ms });
    },
  );
});
