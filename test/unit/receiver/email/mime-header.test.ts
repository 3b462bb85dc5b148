import fc from "fast-check";
import { describe, it } from "vitest";
import {
  headerLine,
  MAX_ENCODED_WORD_CHARS,
  MAX_HEADER_LINE_CHARS,
  MAX_PLAIN_WORD_CHARS,
} from "../../../../src/receiver/email/mime-header.ts";

/** What a mail program reads, by the rules of RFC 2047 alone. */
function readWords(line: string): string {
  const unfolded = line.replace(/\r\n /g, " ").replace(/^[^:]*: /, "");
  return unfolded
    .replace(/(=\?UTF-8\?Q\?[^?]*\?=) (?==\?)/g, "$1")
    .replace(/=\?UTF-8\?Q\?([^?]*)\?=/g, (_, word: string) => readQ(word));
}

function readQ(word: string): string {
  const spaced = word.replaceAll("_", " ");
  const bytes = spaced.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

/** A text without what `oneLine` takes away. */
const visible = fc
  .string({ unit: fc.constantFrom(...'aB9 =?_<>"\\,;:()@.é€😀'.split(/(?:)/u)) })
  .map((text) => text.replace(/\s+/g, " ").trim());

describe("headerLine", () => {
  it.for([
    ["Subject", "[FIRING:1] Disk full", "Subject: [FIRING:1] Disk full"],
    ["Subject", "größer", "Subject: =?UTF-8?Q?gr=C3=B6=C3=9Fer?="],
    ["Subject", "is = so?", "Subject: is = so?"],
    ["Subject", "=?UTF-8?Q?forged?=", "Subject: =?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fforged=3F=3D?="],
    ["Subject", "a\r\nBcc: all@example.org", "Subject: a Bcc: all@example.org"],
    ["Message-ID", "<1@example.org>", "Message-ID: <1@example.org>"],
    ["To", "ops@example.org,  Wall <wall@example.org>", "To: ops@example.org, Wall <wall@example.org>"],
    ["To", '"Last, First" <a@example.org>', 'To: "Last, First" <a@example.org>'],
    ["To", '"a \\"b\\" \\\\" <a@example.org>', 'To: "a \\"b\\" \\\\" <a@example.org>'],
    ["To", "Jörg <a@example.org>", "To: =?UTF-8?Q?J=C3=B6rg?= <a@example.org>"],
    ["To", "undisclosed-recipients:;", "To: undisclosed-recipients:;"],
  ] as const)("writes %s of %j", ([name, value, want], { expect }) => {
    expect(headerLine(name, value)).toBe(want);
  });

  it("folds at a space, where the line would be too long", ({ expect }) => {
    const word = "x".repeat(MAX_HEADER_LINE_CHARS - "Subject: ".length);
    expect(headerLine("Subject", word)).toBe(`Subject: ${word}`);
    expect(headerLine("Subject", `${word} y`)).toBe(`Subject: ${word}\r\n y`);
  });

  it("encodes a word that no folding makes short enough for SMTP", ({ expect }) => {
    const longest = "x".repeat(MAX_PLAIN_WORD_CHARS);
    expect(headerLine("Subject", longest)).toBe(`Subject: ${longest}`);
    const line = headerLine("Subject", `${longest}x`);
    expect(Math.max(...line.split("\r\n").map(({ length }) => length))).toBeLessThan(100);
    expect(readWords(line)).toBe(`${longest}x`);
  });

  it("reads as what was written, in lines that are short, in whole characters", ({ expect }) => {
    fc.assert(
      fc.property(visible, (text) => {
        const line = headerLine("X-Farwatch-Status", `é${text}`);
        expect(readWords(line)).toBe(`é${text}`);
        for (const part of line.split("\r\n")) expect(part.length).toBeLessThanOrEqual(MAX_HEADER_LINE_CHARS);
        for (const [word, inside] of line.matchAll(/=\?UTF-8\?Q\?([^?]*)\?=/g)) {
          expect(word.length).toBeLessThanOrEqual(MAX_ENCODED_WORD_CHARS);
          expect(readQ(inside ?? "")).not.toContain("\ufffd");
        }
      }),
    );
  });

  it("lets no name of a mailbox become another mailbox", ({ expect }) => {
    fc.assert(
      fc.property(visible, (name) => {
        const line = headerLine("To", [{ name, address: "a@example.org" }]).replace(/\r\n /g, " ");
        const outside = line.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/=\?UTF-8\?Q\?[^?]*\?=/g, "");
        expect(outside.match(/@/g)).toHaveLength(1);
        expect(outside).not.toMatch(/[,;]/);
      }),
    );
  });
});
