import { describe, it } from "vitest";
import { parseGoDuration } from "../../../src/receiver/go-duration.ts";

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
    ["2000000000", 2_000],
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
});
