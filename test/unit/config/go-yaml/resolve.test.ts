import { describe, it } from "vitest";
import { isPlainText, resolvePlain } from "../../../../src/config/go-yaml/resolve.ts";

describe("resolvePlain", () => {
  const cases = [
    ["", null],
    ["~", null],
    ["Null", null],
    ["y", true],
    ["On", true],
    ["No", false],
    ["FALSE", false],
    ["nO", "nO"],
    ["0", 0n],
    ["-12", -12n],
    ["+5", 5n],
    ["1_000", 1000n],
    ["0x1F", 31n],
    ["-0x1f", -31n],
    ["0b101", 5n],
    ["0o17", 15n],
    ["017", 15n],
    ["08", 8],
    ["9223372036854775808", 9223372036854775808n],
    ["-9223372036854775808", -9223372036854775808n],
    ["+9223372036854775808", 2 ** 63],
    ["99999999999999999999", 1e20],
    ["1.5", 1.5],
    ["1.", 1],
    [".5", 0.5],
    [".5_0", ".5_0"],
    ["1e3", 1000],
    ["1e400", "1e400"],
    ["-.inf", Number.NEGATIVE_INFINITY],
    [".NaN", Number.NaN],
    ["1.2.3", "1.2.3"],
    ["2020-01-01", "2020-01-01"],
    ["12:30", "12:30"],
    ["<<", "<<"],
    ["text", "text"],
  ] as const;
  it.for(cases)("reads %s as %s", ([text, want], { expect }) => {
    expect(resolvePlain(text)).toBe(want);
  });
});

describe("isPlainText", () => {
  it.for(["text", "a:b", "<<", "=", "1.2.3", "2020-13-01", "2020-02-30", "1:60", "12:", "nO", "-"])(
    "%s is read back as a text",
    (text, { expect }) => {
      expect(isPlainText(text)).toBe(true);
    },
  );

  it.for([
    "",
    "yes",
    "12",
    "1.5",
    "12:30",
    "-1:59.5",
    "2020-1-1",
    "2020-02-29",
    "2020-01-01T1:2:3Z",
    "2020-01-01 01:02:03.5",
  ])("%j is read back as something else", (text, { expect }) => {
    expect(isPlainText(text)).toBe(false);
  });
});
