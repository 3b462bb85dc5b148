import { describe, it } from "vitest";
import { alertOf } from "../../../bench/alerts.ts";
import { SILENCES, silenceOf } from "../../../bench/silences.ts";
import { compileMatcher, matchesAll } from "../../../src/alert/matcher.ts";

const all = Array.from({ length: SILENCES }, (_, number) => silenceOf(number, 0));

function compiled({ matchers }: (typeof all)[number]) {
  return matchers.map(({ name, value, isRegex, isEqual }) => {
    const op = isRegex ? (isEqual ? "=~" : "!~") : isEqual ? "=" : "!=";
    const matcher = compileMatcher(name, op, value);
    if (!matcher.ok) throw new Error(matcher.error);
    return matcher.value;
  });
}

describe("silenceOf", () => {
  it("knows every operator", ({ expect }) => {
    const ops = new Set(all.flatMap(compiled).map(({ op }) => op));
    expect([...ops].sort()).toEqual(["!=", "!~", "=", "=~"]);
  });

  it.for(["host-7", "new-7", "idle-7"])("falls on none like %s", (instance, { expect }) => {
    const { labels } = alertOf(instance);
    expect(all.filter((silence) => matchesAll(compiled(silence), labels))).toEqual([]);
  });

  it("falls on what it is written for", ({ expect }) => {
    const { labels } = alertOf("db-5");
    expect(all.filter((silence) => matchesAll(compiled(silence), labels)).length).toBeGreaterThan(0);
  });

  it("begins now and lasts as long as the bench", ({ expect }) => {
    expect(silenceOf(1, Date.UTC(2026, 0, 1))).toMatchObject({
      startsAt: "2026-01-01T00:00:00.000Z",
      endsAt: "2026-01-01T01:00:00.000Z",
    });
  });
});
