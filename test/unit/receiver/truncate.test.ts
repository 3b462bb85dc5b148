import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinWithin, truncateEscaped } from "../../../src/receiver/truncate.ts";

describe("truncateEscaped", () => {
  const double = (text: string) => text.replaceAll("&", "&amp;");

  it("leaves what fits", () => expect(truncateEscaped("a&b", 7, double)).toBe("a&amp;b"));
  it("cuts before encoding, so that no entity is halved", () =>
    expect(truncateEscaped("a&b", 6, double)).toBe("a&amp;"));
  it("marks the cut", () => expect(truncateEscaped("&&&&&&", 16, double)).toBe("&amp;&amp;&amp;…"));

  it("never exceeds the limit and never halves a character", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.integer({ min: 0, max: 80 }),
        (text, limit) => {
          const cut = truncateEscaped(text, limit, double);
          expect(cut.length).toBeLessThanOrEqual(limit);
          expect(cut.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});

describe("joinWithin", () => {
  const parts = ["aaaa", "bbbb", "cccc"];
  const cases = [
    { limit: 14, want: "aaaa bbbb cccc" },
    { limit: 13, want: "aaaa +2 more" },
    { limit: 11, want: "+3 more" },
    { limit: 4, want: "+3 …" },
  ];

  it.for(cases)("in $limit characters gives $want", ({ limit, want }) => {
    expect(joinWithin(parts, " ", limit)).toBe(want);
  });
});
