import type { Dice } from "../harness/dice.ts";
import { hostileMatcher, hostileRegex, hostileText } from "./hostile.ts";

/** Every parameter that some route reads, and one that none does. */
const FLAGS = ["active", "silenced", "inhibited", "unprocessed", "muted", "pending", "expired"] as const;
const MATCHERS = ["filter", "filter", "filter", "receiver_matchers"] as const;
const FLAG_VALUES = ["true", "false", "1", "0", "maybe", "", "TRUE", "null", "ok"] as const;

/** Bounds of the whole request's head: Node takes 16 KiB. */
const MAX_QUERY_CHARS = 12_000;

/** A query string that may be escaped wrongly; only characters that may stand in a request's first line. */
export function hostileQuery(dice: Dice): string {
  const count = dice.chance(0.02) ? dice.whole(100, 400) : dice.below(5);
  const pairs = Array.from({ length: count }, () => hostilePair(dice));
  return mutateQuery(pairs.join("&"), dice).slice(0, MAX_QUERY_CHARS);
}

function hostilePair(dice: Dice): string {
  switch (dice.weighted({ flag: 4, matcher: 6, receiver: 3, other: 1 })) {
    case "flag":
      return `${dice.pick(FLAGS)}=${dice.pick(FLAG_VALUES)}`;
    case "matcher":
      return `${dice.pick(MATCHERS)}=${escaped(hostileMatcher(dice), dice)}`;
    case "receiver":
      return `receiver=${escaped(dice.chance(0.3) ? "nothing" : hostileRegex(dice), dice)}`;
    case "other":
      return `${escaped(hostileText(dice), dice)}=${escaped(hostileText(dice), dice)}`;
  }
}

/** As it should be, byte by byte, or as little as can be sent. */
function escaped(text: string, dice: Dice): string {
  if (dice.chance(0.8)) return encodeURIComponent(text.toWellFormed());
  const bytes = Buffer.from(text);
  if (dice.chance(0.3)) return bytes.toString("hex").replaceAll(/../g, "%$&");
  return [...bytes].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : hex(byte))).join("");
}

function isPlain(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== 0x23;
}

function hex(byte: number): string {
  return `%${byte.toString(16).padStart(2, "0")}`;
}

const SCRAPS = [
  "%",
  "%z",
  "%zz",
  "%f",
  "%ff",
  "%00",
  "%c3%28",
  "%ed%a0%80",
  ";",
  "&",
  "=",
  "+",
  "?",
  "&&",
  "[]",
  "{",
] as const;

function mutateQuery(query: string, dice: Dice): string {
  if (!dice.chance(0.3)) return query;
  const at = dice.below(query.length + 1);
  const scrap = dice.pick(SCRAPS).repeat(dice.chance(0.05) ? 500 : 1);
  return query.slice(0, at) + scrap + query.slice(at + dice.below(3));
}
