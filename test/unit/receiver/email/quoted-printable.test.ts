import fc from "fast-check";
import { describe, it } from "vitest";
import {
  hexBytes,
  MAX_BODY_LINE_CHARS,
  quotedPrintable,
} from "../../../../src/receiver/email/quoted-printable.ts";

/** What a mail program makes of it, by the rules of RFC 2045 alone. */
function readQuotedPrintable(body: string): string {
  const joined = body.replace(/=\r\n/g, "");
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

const anyText = fc.string({ unit: "binary" });

describe("quotedPrintable", () => {
  it.for([
    ["plain", "plain"],
    ["a = b", "a =3D b"],
    ["é", "=C3=A9"],
    ["😀", "=F0=9F=98=80"],
    ["at the end ", "at the end=20"],
    ["a tab\t", "a tab=09"],
    ["one\ntwo\r\nthree\rfour", "one\r\ntwo\r\nthree\r\nfour"],
    ["\n", "\r\n"],
    ["\ud800", "=EF=BF=BD"],
    [".", "."],
    ["a\u0000b", "a=00b"],
  ] as const)("writes %j as %j", ([text, want], { expect }) => {
    expect(quotedPrintable(text)).toBe(want);
  });

  it("breaks a line of 76 characters softly, and one of 75 not", ({ expect }) => {
    const fits = "x".repeat(MAX_BODY_LINE_CHARS - 1);
    expect(quotedPrintable(fits)).toBe(fits);
    expect(quotedPrintable(`${fits}x`)).toBe(`${fits}=\r\nx`);
  });

  it("never writes a line that is too long, nor anything but printable ASCII", ({ expect }) => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const line of quotedPrintable(text).split("\r\n")) {
          expect(line.length).toBeLessThanOrEqual(MAX_BODY_LINE_CHARS);
          expect(line).toMatch(/^[\t -~]*$/);
          expect(line).not.toMatch(/[ \t]$/);
        }
      }),
    );
  });

  it("reads as what was written", ({ expect }) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = text.toWellFormed().replace(/\r\n?|\n/g, "\r\n");
        expect(readQuotedPrintable(quotedPrintable(text))).toBe(lines);
      }),
    );
  });

  it("keeps the bytes of a character on one line", ({ expect }) => {
    for (const line of quotedPrintable("€".repeat(100)).split("=\r\n")) {
      expect(line.replaceAll(hexBytes("€"), "")).toBe("");
    }
  });
});
