import * as fc from "fast-check";
import { describe, it } from "vitest";
import {
  RETRY_AFTER_MAX_MS,
  RETRY_INITIAL_MS,
  RETRY_JITTER,
  RETRY_MAX_MS,
  retryDelayMs,
} from "../../../src/notify/retry.ts";

describe("retryDelayMs", () => {
  const cases = [
    { name: "starts at one second", attempt: 1, after: undefined, want: 1_000 },
    { name: "doubles", attempt: 2, after: undefined, want: 2_000 },
    { name: "keeps doubling", attempt: 9, after: undefined, want: 256_000 },
    { name: "stops at five minutes", attempt: 10, after: undefined, want: 300_000 },
    { name: "stays there for ever", attempt: 1_000_000, after: undefined, want: 300_000 },
    { name: "honours a longer wish of the provider", attempt: 1, after: 40_000, want: 40_000 },
    { name: "does not let a wish shorten the wait", attempt: 4, after: 10, want: 8_000 },
    { name: "bounds a wish", attempt: 1, after: 10 * RETRY_AFTER_MAX_MS, want: RETRY_AFTER_MAX_MS },
  ];
  it.for(cases)("$name", ({ attempt, after, want }, { expect }) => {
    expect(retryDelayMs(attempt, after, 0.5)).toBe(want);
  });

  it("spreads by at most the jitter and never over the maximum", ({ expect }) => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), random, (attempt, r) => {
        const plain = Math.min(RETRY_MAX_MS, RETRY_INITIAL_MS * 2 ** (attempt - 1));
        const wait = retryDelayMs(attempt, undefined, r);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(plain * (1 - RETRY_JITTER) - 0.5);
        expect(wait).toBeLessThanOrEqual(Math.min(RETRY_MAX_MS, plain * (1 + RETRY_JITTER)) + 0.5);
      }),
    );
  });
});
