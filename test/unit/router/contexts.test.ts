import * as fc from "fast-check";
import { describe, it } from "vitest";
import type { Alert } from "../../../src/alert/alert.ts";
import { ContextIndex } from "../../../src/router/contexts.ts";
import { alertOf, source } from "../alert/sources.ts";

/** An alert of one sender in these groups; an exclamation mark says that the last payload left it out. */
function inGroups(...groups: readonly string[]): Alert {
  const contexts = Object.fromEntries(groups.map((name) => [name.replace("!", ""), !name.endsWith("!")]));
  return alertOf({ am: source({ contexts }) });
}

describe("ContextIndex", () => {
  const cases = [
    {
      name: "holds a new alert in its groups",
      before: undefined,
      after: inGroups("x", "y"),
      want: ["x", "y"],
    },
    { name: "follows it from group to group", before: inGroups("x"), after: inGroups("y"), want: ["y"] },
    {
      name: "drops it where a payload left it out",
      before: inGroups("x", "y"),
      after: inGroups("x!", "y"),
      want: ["y"],
    },
    { name: "drops it everywhere once it is gone", before: inGroups("x", "y"), after: undefined, want: [] },
    { name: "holds it where it was", before: inGroups("x"), after: inGroups("x"), want: ["x"] },
  ];
  it.for(cases)("$name", ({ before, after, want }, { expect }) => {
    const index = new ContextIndex();
    index.update("f", undefined, before);
    index.update("f", before, after);
    const held = ["x", "y"].filter((context) => index.members("am", context).has("f"));
    expect(held).toEqual(want);
    expect(index.size, "no group is kept for nobody").toBe(want.length);
  });

  it("keeps senders apart, and a sender's groups whatever their names", ({ expect }) => {
    const index = new ContextIndex();
    index.update("f", undefined, alertOf({ a: source({ contexts: { x: true } }) }));
    expect(index.members("b", "x").size).toBe(0);
    expect(index.members("a", "x").has("f")).toBe(true);
  });

  it("holds nothing after any sequence of updates that ends with every alert gone", ({ expect }) => {
    const groups = fc.subarray(["x", "y", "z", "x!"]);
    const step = fc.tuple(fc.constantFrom("f", "g", "h"), fc.option(groups, { nil: undefined }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const index = new ContextIndex();
        const now = new Map<string, Alert | undefined>();
        const put = (one: string, after: Alert | undefined) => {
          index.update(one, now.get(one), after);
          now.set(one, after);
        };
        for (const [one, names] of steps) put(one, names && inGroups(...names));
        for (const [one, alert] of now) {
          const present = Object.entries(alert?.sources.get("am")?.contexts ?? {}).filter(([, here]) => here);
          const held = ["x", "y", "z"].filter((context) => index.members("am", context).has(one));
          expect(held.sort()).toEqual(present.map(([context]) => context).sort());
        }
        for (const one of now.keys()) put(one, undefined);
        expect(index.size).toBe(0);
      }),
    );
  });
});
