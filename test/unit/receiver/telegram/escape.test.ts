import { describe, expect, it } from "vitest";
import {
  escapeTelegram,
  telegramCode,
  telegramLink,
  visibleLength,
} from "../../../../src/receiver/telegram/escape.ts";

describe("escapeTelegram", () => {
  it.for([
    ['<b>"a" & b</b>', "&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;"],
    ["&lt;", "&amp;lt;"],
    ["ask @alice and (@bob)", "ask @\u200balice and (@\u200bbob)"],
    // No mention, and to be copied.
    ["ops@example.org", "ops@example.org"],
    ["a @ b", "a @ b"],
    ["_*[]()~`>#+-=|{}.!", "_*[]()~`&gt;#+-=|{}.!"],
  ] as const)("%j is %j", ([text, want]) => {
    expect(escapeTelegram(text)).toBe(want);
  });
});

it("telegramCode is one line, in which an @ is no mention", () => {
  expect(telegramCode("a=<x>\n@b")).toBe("<code>a=&lt;x&gt; @b</code>");
});

it("telegramLink cannot be broken out of", () => {
  expect(telegramLink('https://a.example/?a=1&b="><b>', "Runbook")).toBe(
    '<a href="https://a.example/?a=1&amp;b=&quot;&gt;&lt;b&gt;">Runbook</a>',
  );
});

it.for([
  ["<b>a &amp; b</b>", 5],
  ['<a href="https://a.example">Source</a>', 6],
  ["🔥", 2],
  ["&lt;&gt;&quot;", 3],
] as const)("a person sees of %s %i units", ([html, want]) => {
  expect(visibleLength(html)).toBe(want);
});
