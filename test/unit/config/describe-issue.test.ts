import { describe, expect, test } from "vitest";
import * as z from "zod";
import { describeIssue, MAX_QUOTED } from "../../../src/config/describe-issue.ts";

function described(schema: z.ZodType, value: unknown, path = ["field"]): readonly string[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.map((issue) => describeIssue(issue, path, value, "section"));
}

describe("a finding of zod names the field, what was expected and what was there", () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ["a wrong type", z.string(), 5, "Cannot read field: expected text, got 5"],
    ["a wrong list", z.array(z.string()), {}, "Cannot read field: expected a list, got {}"],
    ["a wrong mapping", z.strictObject({}), [1], "Cannot read field: expected a mapping, got a list"],
    ["a fraction", z.int(), 1.5, "Cannot read field: expected a whole number, got 1.5"],
    ["a wrong word", z.enum(["a", "b"]), "c", 'Cannot read field: expected "a" or "b", got "c"'],
    [
      "an own message",
      z.string().refine(() => false, { error: "no good" }),
      "x",
      "Cannot read field: no good",
    ],
    [
      "an own message of a union",
      z.union([z.string()], { error: "expected text" }),
      5,
      "Cannot read field: expected text, got 5",
    ],
    ["nothing where something must be", z.string(), undefined, 'Cannot read section: "field" is missing'],
  ])("%s", (_, schema, value, message) => {
    expect(described(schema, value)).toEqual([message]);
  });

  test("without a field, the section is named", () => {
    expect(described(z.strictObject({}), 5, [])).toEqual(["Cannot read section: expected a mapping, got 5"]);
  });

  test("a long value is cut at the limit", () => {
    // Two of the characters are the quotation marks.
    const fits = "x".repeat(MAX_QUOTED - 2);
    expect(described(z.number(), fits)[0]).toBe(`Cannot read field: expected a number, got "${fits}"`);
    expect(described(z.number(), `${fits}x`)[0]).toBe(
      `Cannot read field: expected a number, got "${fits}x...`,
    );
  });
});
