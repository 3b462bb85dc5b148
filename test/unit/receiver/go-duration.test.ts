import { describe, it } from "vitest";
import { formatGoDuration, parseGoDuration, timeoutSchema } from "../../../src/receiver/go-duration.ts";

describe("parseGoDuration", () => {
  const valid = [
    ["0", 0],
    ["0s", 0],
    ["10s", 10_000],
    ["1m30s", 90_000],
    ["1.5s", 1_500],
    [".5s", 500],
    ["250ms", 250],
    ["1h2m3s4ms", 3_723_004],
    ["500us", 0.5],
    ["500µs", 0.5],
    ["2000000ns", 2],
    ["-0", 0],
    ["-1s", -1_000],
    ["+1s", 1_000],
  ] as const;
  it.for(valid)("reads %s as %d ms", ([text, ms], { expect }) => {
    expect(parseGoDuration(text)).toEqual({ ok: true, value: expect.closeTo(ms) });
  });

  it.for(
    ["", "s", "1d", "1w", "10 s", "1s1", "1.2.3s", "ten", "1e3s", "1s\n"].filter((text) => text !== "10"),
  )("refuses %j", (text, { expect }) => {
    expect(parseGoDuration(text)).toEqual({
      ok: false,
      error: `time: invalid duration ${JSON.stringify(text)}`,
    });
  });

  it("refuses a number without a unit in Go's words", ({ expect }) => {
    expect(parseGoDuration("2000")).toEqual({ ok: false, error: 'time: missing unit in duration "2000"' });
  });
});

describe("timeoutSchema", () => {
  it.for([
    { timeout: "5s", ms: 5_000 },
    { timeout: 0, ms: 0 },
    { timeout: "0", ms: 0 },
  ])("reads $timeout as $ms ms", ({ timeout, ms }, { expect }) => {
    expect(timeoutSchema.parse(timeout)).toBe(ms);
  });

  it.for([5, -1, 1.5, true, "5", "", "1d", "soon"])("refuses %j", (timeout, { expect }) => {
    expect(timeoutSchema.safeParse(timeout).success).toBe(false);
  });
});

describe("formatGoDuration", () => {
  const cases = [
    [0, "0s"],
    [90_000, "1m30s"],
    [60_000, "1m0s"],
    [3_600_000, "1h0m0s"],
    [9_000_000, "2h30m0s"],
    [1_500, "1.5s"],
    [3_600_500, "1h0m0.5s"],
    [100, "100ms"],
    [1.5, "1.5ms"],
    [0.01, "10µs"],
    [0.000_005, "5ns"],
    [-1_000, "-1s"],
    [-90_000, "-1m30s"],
  ] as const;
  it.for(cases)("writes %d ms as %s", ([ms, text], { expect }) => {
    expect(formatGoDuration(ms)).toBe(text);
  });
});
