import { expect, test } from "vitest";
import { resolveScalar } from "../../../src/config/scalar.ts";

test.each([
  ["", undefined],
  ["~", undefined],
  ["null", undefined],
  ["true", true],
  ["True", true],
  ["FALSE", false],
  ["0", 0],
  ["42", 42],
  ["-1", -1],
  ["1.5", 1.5],
  // What a number would lose stays text.
  ["0123", "0123"],
  ["1_000", "1_000"],
  ["1.50", "1.50"],
  ["1e3", "1e3"],
  ["0x1f", "0x1f"],
  ["+1", "+1"],
  ["12345678901234567890", "12345678901234567890"],
  [".inf", ".inf"],
  ["Infinity", "Infinity"],
  ["NaN", "NaN"],
  // Only a field for a boolean takes these for one.
  ["yes", "yes"],
  ["off", "off"],
  ["y", "y"],
  // Neither base 60 nor a date, as for Go's yaml.v2.
  ["09:00", "09:00"],
  ["2026-01-01", "2026-01-01"],
])("an unquoted %j reads as %j", (source, value) => {
  expect(resolveScalar(source)).toBe(value);
});
