import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { literalValues } from "../../../src/silence/literal-values.ts";
import { compile } from "./sample.ts";

describe("literalValues", () => {
  it.for([
    { op: "=", value: "a", want: ["a"] },
    { op: "=", value: "a|b", want: ["a|b"] },
    { op: "=", value: "", want: [] },
    { op: "!=", value: "a", want: [] },
    { op: "!~", value: "a|b", want: [] },
    { op: "=~", value: "a", want: ["a"] },
    { op: "=~", value: "a|b|a", want: ["a", "b"] },
    { op: "=~", value: "(a|b c)", want: ["a", "b c"] },
    { op: "=~", value: "(?:a|b)", want: ["a", "b"] },
    { op: "=~", value: "web\\-1\\.example|db:\\\\1", want: ["web-1.example", "db:\\1"] },
    { op: "=~", value: "a\nb|ä", want: ["a\nb", "ä"] },
    { op: "=~", value: "", want: [] },
    { op: "=~", value: "a|", want: [] },
    { op: "=~", value: "()", want: [] },
    { op: "=~", value: "(a)|(b)", want: [] },
    { op: "=~", value: "(?i:a|b)", want: [] },
    { op: "=~", value: "(?i)a", want: [] },
    { op: "=~", value: "(a|b)c", want: [] },
    { op: "=~", value: "a.b", want: [] },
    { op: "=~", value: "a|b+", want: [] },
    { op: "=~", value: "[ab]", want: [] },
    { op: "=~", value: "a{2}", want: [] },
    { op: "=~", value: "^a$", want: [] },
    { op: "=~", value: "\\d", want: [] },
    { op: "=~", value: "a\\|b", want: [] },
    { op: "=~", value: "\\Qa\\E", want: [] },
  ] as const)("of $op $value are $want", ({ op, value, want }) => {
    expect(literalValues({ op, value })).toEqual(want);
  });

  it("are exactly what the matcher allows, whenever there are some", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "|",
      "(",
      ")",
      "(?:",
      "\\.",
      "\\|",
      "\\-",
      "-",
      " ",
      "ä",
      ".",
      "\\d",
      "1",
    );
    const pattern = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    const text = fc.array(fc.constantFrom("a", "b", "|", ".", "-", " ", "ä", "1", "\\"), { maxLength: 3 });
    fc.assert(
      fc.property(pattern, text, (value, candidate) => {
        const literals = literalValues({ op: "=~", value });
        fc.pre(literals.length > 0);
        const matcher = compile({ name: "x", op: "=~", value });
        for (const literal of literals) expect(matcher.matches({ x: literal })).toBe(true);
        const other = candidate.join("");
        expect(matcher.matches({ x: other })).toBe(literals.includes(other));
      }),
    );
  });
});
