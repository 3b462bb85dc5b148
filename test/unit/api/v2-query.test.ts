import { describe, it } from "vitest";
import type { ApiContext } from "../../../src/api/context.ts";
import { queryValues, readFlag } from "../../../src/api/v2-query.ts";
import { MACHINE } from "./harness.ts";

/** Only the URL is read of it. */
function asked(query: string): ApiContext {
  return { req: { url: `${MACHINE}/api/v2/alerts${query}` } } as ApiContext;
}

// What Alertmanager 0.33.1 makes of each, which is what Go's net/url does.
describe("the values of a parameter", () => {
  const cases: readonly { query: string; want: readonly string[] }[] = [
    { query: "", want: [] },
    { query: "?", want: [] },
    { query: "?filter", want: [""] },
    { query: "?filter=", want: [""] },
    { query: "?filter=a%3Db", want: ["a=b"] },
    { query: "?filter=a=b=c", want: ["a=b=c"] },
    { query: "?filter=a?b", want: ["a?b"] },
    { query: "?%66ilter=a", want: ["a"] },
    { query: "?filter=a+%2B+b", want: ["a + b"] },
    { query: "?filter=1&x=2&&filter=3", want: ["1", "3"] },
    { query: "?Filter=a&filters=b&xfilter=c&=d", want: [] },
    { query: "?filter=%zz", want: [] },
    { query: "?filter=a%&filter=b", want: ["b"] },
    { query: "?filter=a%3", want: [] },
    { query: "?filter=1;filter=2", want: [] },
    { query: "?x;&filter=2", want: ["2"] },
    { query: "?filter=%C3%A9%00", want: ["é\0"] },
    { query: "?filter=a%ffb", want: ["a\uFFFDb"] },
    { query: "?filter=%ff%25%41", want: ["\uFFFD%A"] },
    { query: "?filter=é%ff", want: ["é\uFFFD"] },
  ];
  it.for(cases)("of $query are $want", ({ query, want }, { expect }) => {
    expect(queryValues(asked(query), "filter")).toEqual(want);
  });

  it("takes no time on a query as long as one can be", ({ expect }) => {
    for (const part of ["&", "%ff", "%", "filter=%c3%a9&", "=", "+"]) {
      const startedAt = performance.now();
      queryValues(asked(`?filter=${part.repeat(32_768 / part.length)}`), "filter");
      expect(performance.now() - startedAt, part).toBeLessThan(500);
    }
  });
});

describe("a flag", () => {
  const cases: readonly [query: string, want: boolean][] = [
    ["", true],
    ["?active", true],
    ["?active=", true],
    ["?active=%zz", true],
    ...["true", "TRUE", "1", "yes", "ok", "y", "on", "selected", "checked", "t", "enabled"].map(
      (word): [string, boolean] => [`?active=${word}`, true],
    ),
    ...["false", "0", "no", "maybe", "n", "off", "null", "%20true"].map((word): [string, boolean] => [
      `?active=${word}`,
      false,
    ]),
    ["?active=true&active=false", false],
    ["?active=false&active=true", true],
    ["?active=false&active=", true],
  ];
  it.for(cases)("in %s is %s", ([query, want], { expect }) => {
    expect(readFlag(asked(query), "active")).toBe(want);
  });
});
