import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { compileMatcher, type Matcher, type MatchOp } from "../../src/alert/matcher.ts";
import type { TimeInterval } from "../../src/config/config.ts";
import { parseTimeInterval } from "../../src/config/time-interval.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/conformance");

/** A table of `test/fixtures/conformance`, as its test knows it to look. */
export function readTable<T>(name: string): T {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
}

/** A matcher as most tables write it. */
export type WrittenMatcher = readonly [name: string, op: MatchOp, value: string];

export function compile([name, op, value]: WrittenMatcher): Matcher {
  const matcher = compileMatcher(name, op, value);
  if (!matcher.ok) throw new Error(matcher.error);
  return matcher.value;
}

export function written({ name, op, value }: Matcher): WrittenMatcher {
  return [name, op, value];
}

/** The intervals of a YAML list, or of the one that stands alone. */
export function intervalsOf(yaml: string): TimeInterval[] {
  return entriesOf(yaml).map((entry) => {
    const interval = parseTimeInterval(entry);
    if (!interval.ok) throw new Error(interval.error.map(({ message }) => message).join());
    return interval.value;
  });
}

export function entriesOf(yaml: string): unknown[] {
  const raw: unknown = parse(yaml);
  return Array.isArray(raw) ? raw : [raw];
}
