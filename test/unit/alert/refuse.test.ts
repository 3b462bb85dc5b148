import { describe, expect, test } from "vitest";
import { QUOTED_CHARACTERS, quoteText, quoteValue } from "../../../src/alert/refuse.ts";

describe("quoteText", () => {
  test.each([
    ["short", '"short"'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    ["x".repeat(QUOTED_CHARACTERS), `"${"x".repeat(80)}"`],
    ["x".repeat(QUOTED_CHARACTERS + 1), `"${"x".repeat(80)}"…`],
    ["😀".repeat(QUOTED_CHARACTERS), `"${"😀".repeat(80)}"`],
    ["😀".repeat(QUOTED_CHARACTERS + 1), `"${"😀".repeat(80)}"…`],
    [`x${"😀".repeat(QUOTED_CHARACTERS)}`, `"x${"😀".repeat(79)}"…`],
  ])("quotes %j", (text, expected) => expect(quoteText(text)).toBe(expected));
});

describe("quoteValue", () => {
  test.each<[unknown, string]>([
    ["a", '"a"'],
    [1.5, "1.5"],
    [true, "true"],
    [null, "null"],
    [undefined, "(missing)"],
    [[1], "(a list)"],
    [{ a: 1 }, "(an object)"],
  ])("shows %j", (value, expected) => expect(quoteValue(value)).toBe(expected));
});
