import type { Matcher } from "../../../src/alert/matcher.ts";

/** `name="value"`. */
export function exactly(name: string, value: string): Matcher {
  return { name, op: "=", value, matches: (labels) => labels[name] === value };
}
