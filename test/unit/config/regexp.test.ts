import { expect, test } from "vitest";
import { regexpSchema } from "../../../src/config/regexp.ts";

test.each(["ok", "^SSH-2\\.0-", "(?i)healthy", "\\d+", "[[:alpha:]]", "(?P<name>x)", ""])(
  "%j is kept as written",
  (pattern) => {
    expect(regexpSchema.safeParse(pattern)).toMatchObject({ success: true, data: pattern });
  },
);

test.each(["a(", "[", "*", "(?=x)", "(?<!x)y", "(a)\\1"])("%j is no RE2 expression", (pattern) => {
  const { success, error } = regexpSchema.safeParse(pattern);
  expect(success).toBe(false);
  expect(error?.issues[0]?.message).toContain(`${JSON.stringify(pattern)} is no RE2 regular expression: `);
});
