import { describe, it } from "vitest";
import { linesOf } from "../../../../src/cli/routes/lines.ts";

async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

describe("linesOf", () => {
  const cases = [
    { text: "", want: [] },
    { text: "a", want: ["a"] },
    { text: "a\n", want: ["a"] },
    { text: "a\n\nb", want: ["a", "", "b"] },
    { text: "first\r\nsecond\u2028still\n", want: ["first\r", "second\u2028still"] },
  ];

  it.for(cases.flatMap((one) => [1, 2, 100].map((length) => ({ ...one, length }))))(
    "$text in pieces of $length is $want",
    async ({ text, length, want }, { expect }) => {
      const lines: string[] = [];
      for await (const line of linesOf(inPieces(text, length))) lines.push(line);
      expect(lines).toEqual(want);
    },
  );
});
