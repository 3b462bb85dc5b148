import { describe, expect, it } from "vitest";
import { escapeSlack, slackCode, slackLink } from "../../../../src/receiver/slack/escape.ts";

describe("escapeSlack", () => {
  const cases = [
    ["<!channel>", "&lt;!channel&gt;"],
    ["a & b &lt;", "a &amp; b &amp;lt;"],
    ["*b* _i_ `c`", "*b* _i_ `c`"],
  ] as const;
  it.for(cases)("turns %s into %s", ([text, want]) => expect(escapeSlack(text)).toBe(want));
});

it("slackCode keeps a value to itself, so that it can be copied", () => {
  expect(slackCode("job=node_exporter *x*")).toBe("`job=node_exporter *x*`");
  expect(slackCode("a`b\nc<d>")).toBe("`aˋb c&lt;d&gt;`");
});

it("slackLink ends where the URL ends", () => {
  expect(slackLink("https://a.example/?x=1&y=a|b", "Source")).toBe(
    "<https://a.example/?x=1&amp;y=a%7Cb|Source>",
  );
});
