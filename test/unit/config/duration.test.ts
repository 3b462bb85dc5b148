import { describe, expect, test } from "vitest";
import { durationSchema, MAX_DURATION_MS, parseDuration } from "../../../src/config/duration.ts";

describe("Prometheus durations", () => {
  test.each([
    ["0", 0],
    ["0s", 0],
    ["1ms", 1],
    ["30s", 30_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1d", 86_400_000],
    ["1w", 604_800_000],
    ["1y", 31_536_000_000],
    ["1y2w3d4h5m6s7ms", 31_536_000_000 + 1_209_600_000 + 259_200_000 + 14_400_000 + 300_000 + 6_000 + 7],
    ["90m", 5_400_000],
  ])("%j is %d ms", (text, ms) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: ms });
  });

  test.each([
    ["", "empty duration string"],
    ["30", 'not a valid duration string: "30"'],
    ["-1s", 'not a valid duration string: "-1s"'],
    [" 1s", 'not a valid duration string: " 1s"'],
    ["s", 'not a valid duration string: "s"'],
    ["30m1h", 'not a valid duration string: "30m1h"'],
    ["1m1m", 'not a valid duration string: "1m1m"'],
    ["1s5", 'not a valid duration string: "1s5"'],
    ["1.5s", 'unknown unit "." in duration "1.5s"'],
    ["1S", 'unknown unit "S" in duration "1S"'],
    ["1 h", 'unknown unit " h" in duration "1 h"'],
    ["1µs", 'unknown unit "µs" in duration "1µs"'],
  ])("%j is refused in upstream's words", (text, error) => {
    expect(parseDuration(text)).toEqual({ ok: false, error });
  });

  test("the longest is what 64 bits of nanoseconds hold", () => {
    expect(parseDuration(`${MAX_DURATION_MS}ms`)).toEqual({ ok: true, value: MAX_DURATION_MS });
    expect(parseDuration("292y").ok).toBe(true);
    expect(parseDuration("293y")).toEqual({ ok: false, error: 'duration out of range: "293y"' });
  });
});

test("a field takes an unquoted 0, which YAML reads as a number", () => {
  expect(durationSchema.parse(0)).toBe(0);
  expect(durationSchema.safeParse(30).error?.issues[0]?.message).toBe('not a valid duration string: "30"');
});
