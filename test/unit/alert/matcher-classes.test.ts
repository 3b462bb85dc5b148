import { describe, expect, test } from "vitest";
import { withGoClasses } from "../../../src/alert/matcher-classes.ts";
import { compileRegexp } from "../../../src/alert/matcher-regexp.ts";

describe("withGoClasses", () => {
  test.each([
    ["another case", "\\p{greek}\\P{LATIN}", "\\p{Greek}\\P{Latin}"],
    ["other separators", "\\p{old-italic}\\p{Old italic}\\p{ old_ITALIC }", "\\p{Old_Italic}".repeat(3)],
    ["a category in lower case", "\\p{lu}\\p{LC}\\p{nd}", "\\p{Lu}\\p{LC}\\p{Nd}"],
    ["a category's long name", "\\p{Letter}\\p{Uppercase_Letter}\\p{punct}", "\\p{L}\\p{Lu}\\p{P}"],
    ["a negation within", "\\p{^Greek}\\P{^number}", "\\p{^Greek}\\P{^N}"],
    ["the one name that is written in camel case", "\\p{signwriting}", "\\p{SignWriting}"],
    ["ASCII", "\\p{ASCII}\\P{ascii}\\P{^ASCII}", "[\\x00-\\x7F][\\x{80}-\\x{10FFFF}][\\x00-\\x7F]"],
    ["ASCII in a class", "[a\\p{ASCII}]\\p{ASCII}", "[a\\x00-\\x7F][\\x00-\\x7F]"],
    [
      "ASCII after a bracket that is none",
      "[]\\p{ascii}][^]\\P{ascii}]",
      "[]\\x00-\\x7F][^]\\x{80}-\\x{10FFFF}]",
    ],
    ["ASCII after a class in a class", "[[:alpha:]\\p{ascii}]", "[[:alpha:]\\x00-\\x7F]"],
    ["ASCII after an escaped bracket", "\\[\\p{ascii}[\\]\\p{ascii}]", "\\[[\\x00-\\x7F][\\]\\x00-\\x7F]"],
    ["what only looks like a class", "\\Q\\p{lu}\\E\\\\p{lu}\\p{lu}", "\\Q\\p{lu}\\E\\\\p{lu}\\p{Lu}"],
    ["a class of one letter", "\\pL\\p{nl}", "\\pL\\p{Nl}"],
    ["nothing else", "[a-z]\\d\\pL", "[a-z]\\d\\pL"],
  ])("writes %s as re2js knows it", (_, pattern, written) => {
    expect(withGoClasses(pattern)).toBe(written);
  });

  test.each([
    "Alphabetic",
    "Lowercase",
    "Uppercase",
    "White_Space",
    "whitespace-",
    "Emoji",
    "Math",
    "Unknown",
    "Foo",
    "",
  ])("leaves \\p{%s} refused, as Go refuses it", (name) =>
    expect(compileRegexp(`\\p{${name}}`).ok).toBe(false),
  );

  test.each([
    ["\\p{greek}", "α", true],
    ["\\p{letter}", "1", false],
    ["\\P{ASCII}", "é", true],
    ["[^\\p{ascii}]", "e", false],
    ["(?i)\\p{ASCII}", "K", true],
  ])("%s on %j: %s", (pattern, value, matches) => {
    const regexp = compileRegexp(pattern);
    expect(regexp.ok && regexp.value(value)).toBe(matches);
  });
});
