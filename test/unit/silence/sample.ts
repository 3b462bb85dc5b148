import { compileMatcher, type Matcher } from "../../../src/alert/matcher.ts";
import { parseMatchers } from "../../../src/alert/matcher-parse.ts";
import type { Silence } from "../../../src/silence/silence.ts";

export function matchers(text: string): readonly Matcher[] {
  const parsed = parseMatchers(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

export function compile({ name, op, value }: Pick<Matcher, "name" | "op" | "value">): Matcher {
  const compiled = compileMatcher(name, op, value);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
}

const FOO = matchers('alertname="Foo"');

/** A silence of `alertname="Foo"` from 1,000 to 2,000 ms, but for what is given. */
export function sample(given: Partial<Silence> = {}): Silence {
  return {
    id: "a",
    matchers: FOO,
    startsAt: 1000,
    endsAt: 2000,
    updatedAt: 500,
    createdBy: "karma",
    comment: "c",
    annotations: {},
    identity: "operator",
    ...given,
  };
}
