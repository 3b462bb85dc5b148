import { describe, expect, it } from "vitest";
import { discordCode, discordLink, escapeDiscord } from "../../../../src/receiver/discord/escape.ts";

const ZWSP = "\u200b";

describe("escapeDiscord", () => {
  const cases = [
    ["[FIRING:2] (+1 more) 1 > 0 | 2 ~ 3 - a # b", "[FIRING:2] (+1 more) 1 > 0 | 2 ~ 3 - a # b"],
    ["node_exporter_up", "node_exporter_up"],
    ["_a_ __init__ a_", "\\_a\\_ \\_\\_init\\_\\_ a\\_"],
    ["*b* **c**", "\\*b\\* \\*\\*c\\*\\*"],
    ["`code` ```x```", "\\`code\\` \\`\\`\\`x\\`\\`\\`"],
    ["~~s~~ ||x||", "\\~\\~s\\~\\~ \\|\\|x\\|\\|"],
    ["a](http://evil.example)", "a]\\(http://evil.example)"],
    ["[a](<http://evil.example>)", "[a]\\(\\<http://evil.example>)"],
    ["<@1> <@&2> <#3> <t:1:R> <:x:4>", "\\<@1> \\<@&2> \\<#3> \\<t:1:R> \\<:x:4>"],
    ["@everyone @HERE a@b", `@${ZWSP}everyone @${ZWSP}HERE a@b`],
    ["# h\n> q\n- l\n  + m\n-# s", "\\# h\n\\> q\n\\- l\n  \\+ m\n\\-# s"],
    ["\\*", "\\\\\\*"],
    ["see https://a.example/x_y_/~~z?a=b_ now_", "see https://a.example/x_y_/~~z?a=b_ now\\_"],
    ["https://a.example/**b**", "https://a.example/\\*\\*b\\*\\*"],
    ["https://a.example/@everyone", `https://a.example/@${ZWSP}everyone`],
  ] as const;

  it.for(cases)("turns %j into %j", ([text, want]) => expect(escapeDiscord(text)).toBe(want));
});

it("discordCode keeps a value to itself, so that it can be copied", () => {
  expect(discordCode("path=/a_b/*")).toBe("`path=/a_b/*`");
  expect(discordCode("a`b\nc")).toBe("`aˋb c`");
  expect(discordCode("x=@everyone")).toBe(`\`x=@${ZWSP}everyone\``);
});

it("discordLink ends where the URL ends", () => {
  expect(discordLink("https://a.example/(b)[c]", "Source")).toBe(
    "[Source](https://a.example/%28b%29%5bc%5d)",
  );
});
