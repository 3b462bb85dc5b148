import { describe, expect, it } from "vitest";
import { cleanText, oneLine } from "../../../src/receiver/plain-text.ts";

describe("cleanText", () => {
  const cases = [
    { name: "keeps lines and tabs", text: "a\r\nb\rc\td", want: "a\nb\nc\td" },
    {
      name: "takes control characters and terminal escapes apart",
      text: "a\u0000\u001b[31mb\u0007\u009bc",
      want: "a[31mbc",
    },
    { name: "removes marks that turn the text around", text: "exe.\u202egpj\u2066x\u2069", want: "exe.gpjx" },
    { name: "keeps letters of right-to-left scripts", text: "שלום", want: "שלום" },
    { name: "keeps joined emoji", text: "👩\u200d🚒", want: "👩\u200d🚒" },
    { name: "repairs half a character", text: "a\ud83d", want: "a\ufffd" },
    { name: "allows one empty line in a row", text: "a\n\n\n\n\nb", want: "a\n\nb" },
    { name: "takes line separators for line feeds", text: "a\u2028b\u2029c\u0085d", want: "a\nb\nc\nd" },
  ];

  it.for(cases)("$name", ({ text, want }) => expect(cleanText(text)).toBe(want));
});

it("oneLine makes one line of many", () => {
  expect(oneLine("  a\n\n b\tc\u2028d ")).toBe("a b c d");
});
