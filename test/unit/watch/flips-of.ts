import type { Flip } from "../../../src/watch/flip.ts";

/** One letter a flip: U(p), D(own), M(uted and down), ?(unknown), each at its place in the text. */
export function flipsOf(text: string): Flip[] {
  return [...text].flatMap((letter, at) => {
    if (letter === ".") return [];
    const state = letter === "U" ? "up" : letter === "?" ? "unknown" : "down";
    return [
      { subject: "probe/ssh", at, state, muted: letter === "M", cause: state === "down" ? `at ${at}` : "" },
    ];
  });
}
