import { describe, expect, it } from "vitest";
import type { Case } from "../../e2e/differential/case.ts";
import { drawCase } from "../../e2e/differential/draw-case.ts";
import { shrink, variant } from "../../e2e/differential/shrink.ts";
import { keysOf, until, without } from "../../e2e/differential/smaller.ts";

const cases = Array.from({ length: 40 }, (_, index) => drawCase(3, index, 300));
const found = { beat: 1, what: "", path: "", alertmanager: 0, farwatch: 1, whole: [0, 1] as const };

/** As if the two disagreed in all cases that hold this. */
function disagreeing(holds: (one: Case) => boolean) {
  return async (some: readonly Case[]) => some.map((one) => (holds(one) ? found : undefined));
}

describe("leaving out", () => {
  it("everything leaves a case in which nothing happens", () => {
    for (const whole of cases) {
      const bare = without(whole, new Set(keysOf(whole).flat()));
      expect(bare.steps.every(({ op }) => op === "wait")).toBe(true);
      expect([bare.tree.routes, bare.rules, bare.intervals]).toEqual([[], [], []]);
      expect(bare.receivers.map(({ name }) => name)).toEqual([whole.tree.receiver]);
    }
  });

  it("nothing changes nothing but what nobody refers to", () => {
    const [whole] = cases;
    if (whole === undefined) throw new Error("there is a first case");
    expect(without(whole, new Set())).toMatchObject({
      tree: whole.tree,
      steps: whole.steps,
      rules: whole.rules,
    });
  });

  it("a step keeps the others on their beats", () => {
    const whole = cases.find(({ steps }) => steps[1]?.op === "post");
    const step = whole?.steps[1];
    if (whole === undefined || step?.op !== "post") throw new Error("there is such a case");
    const smaller = without(whole, new Set([step.key]));
    expect(smaller.steps).toEqual(whole.steps.with(1, { op: "wait" }));
  });

  it("what comes after a beat leaves at least a step", () => {
    const [whole] = cases;
    expect(whole && until(whole, 2.62).steps).toHaveLength(3);
    expect(whole && until(whole, -0.3).steps).toHaveLength(1);
  });
});

describe("shrinking", () => {
  it("ends with the one silence and the one alert that matter, and no route beside the case's own", async () => {
    const holds = ({ steps }: Case) =>
      steps.some(({ op }) => op === "silence") &&
      steps.some((step) => step.op === "post" && step.alerts.some(({ labels }) => labels["team"] === "ops"));
    const whole = cases.find(holds);
    if (whole === undefined) throw new Error("there is such a case");
    const smallest = await shrink(whole, whole.steps.length, disagreeing(holds));
    const kept = smallest.steps.filter(({ op }) => op !== "wait");
    expect(kept.map(({ op }) => op).toSorted()).toEqual(["post", "silence"]);
    expect(kept.flatMap((step) => (step.op === "post" ? step.alerts : []))).toHaveLength(1);
    expect([smallest.tree.routes, smallest.rules, smallest.tree.options]).toEqual([[], [], {}]);
  });

  it("keeps what it cannot make smaller", async () => {
    const [whole] = cases;
    if (whole === undefined) throw new Error("there is a first case");
    const text = JSON.stringify(whole);
    const tryOut = disagreeing((one) => JSON.stringify(one) === text);
    expect(await shrink(whole, whole.steps.length, tryOut)).toEqual(whole);
  });

  it("gives each variant a label of its own, everywhere", () => {
    for (const whole of cases.slice(1, 10)) {
      const text = JSON.stringify(variant(whole, 4));
      expect(text).not.toMatch(new RegExp(`\\b${whole.id}\\b`));
      expect(text).toContain(`${whole.id}v4`);
    }
  });
});
