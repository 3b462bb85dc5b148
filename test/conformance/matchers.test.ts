import { describe, expect, test } from "vitest";
import type { Matcher } from "../../src/alert/matcher.ts";
import { formatMatcher } from "../../src/alert/matcher.ts";
import { type ParseMode, parseMatcher, parseMatchers } from "../../src/alert/matcher-parse.ts";
import { allRoutes, buildRouteTree } from "../../src/dispatch/route.ts";
import { fromRaw } from "../unit/dispatch/route-config.ts";
import { compile, readTable, type WrittenMatcher, written } from "./table.ts";

type Verdict = readonly WrittenMatcher[] | null;
type Row = { input: string; parser: "list" | "single"; tests: string[] } & Record<ParseMode, Verdict>;

const { cases } = readTable<{ cases: Row[] }>("matchers");
const { toString: printed } = readTable<{
  toString: { matcher: WrittenMatcher; string: string; test: string }[];
}>("matching");

const MODES: readonly ParseMode[] = ["classic", "utf8", "fallback"];

/** As the table writes verdicts: null for a refusal. */
function parsed(input: string, parser: Row["parser"], mode?: ParseMode): Verdict {
  if (parser === "list") {
    const list = parseMatchers(input, mode);
    return list.ok ? list.value.map(written) : null;
  }
  const single = parseMatcher(input, mode);
  return single.ok ? [written(single.value)] : null;
}

describe.each(MODES)("parsing in %s mode agrees with upstream", (mode) => {
  test.each(cases)("$parser of $input, as in $tests", (row) => {
    expect(parsed(row.input, row.parser, mode)).toEqual(row[mode]);
  });
});

test("the mode is fallback unless another is asked for", () => {
  for (const row of cases) expect(parsed(row.input, row.parser)).toEqual(row.fallback);
});

describe("printing agrees with upstream", () => {
  test.each(printed)("$string, as in $test", ({ matcher, string }) => {
    expect(formatMatcher(compile(matcher))).toBe(string);
  });
});

describe("odd texts are read as `amtool` 0.33.1 reads them", () => {
  type Answer = { input: string } & Record<ParseMode, string | null>;
  const answers = readTable<{ cases: Answer[] }>("matcher-verdicts").cases;

  describe.each(MODES)("in %s mode", (mode) => {
    test.each(answers)("$input", (row) => {
      const list = parseMatchers(row.input, mode);
      expect(list.ok ? shown(list.value) : null).toBe(row[mode]);
    });
  });
});

/** As amtool shows a route with these matchers: as the last part of its key. */
function shown(matchers: readonly Matcher[]): string | undefined {
  const root = { ...fromRaw({ receiver: "r" }), routes: [{ ...fromRaw({}), matchers }] };
  return allRoutes(buildRouteTree(root))[1]?.key.slice("{}/".length);
}
