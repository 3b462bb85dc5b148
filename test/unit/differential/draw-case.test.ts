import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";
import type { AlertSpec, Case } from "../../e2e/differential/case.ts";
import { configurationOf, drawCommon } from "../../e2e/differential/configuration.ts";
import { drawCase } from "../../e2e/differential/draw-case.ts";
import { SLOTS } from "../../e2e/differential/timeline.ts";
import { Dice } from "../../e2e/harness/dice.ts";
import { randomFrom } from "../../e2e/harness/random.ts";

const TIMEOUT = 3.36;
const cases = Array.from({ length: 300 }, (_, index) => drawCase(1, index, TIMEOUT));
const posts = cases.flatMap(({ steps }) => steps.filter((step) => step.op === "post"));

describe("a drawn case", () => {
  it("is the same for the same seed and number, and another for others", () => {
    expect(drawCase(7, 3, TIMEOUT)).toEqual(drawCase(7, 3, TIMEOUT));
    expect(drawCase(7, 3, TIMEOUT).steps).not.toEqual(drawCase(8, 3, TIMEOUT).steps);
    expect(drawCase(7, 3, TIMEOUT).steps).not.toEqual(drawCase(7, 4, TIMEOUT).steps);
  });

  it("makes a file without errors, together with all others", () => {
    const common = drawCommon(new Dice(randomFrom(1)));
    const text = configurationOf(cases, common, 2_000, "http://127.0.0.1:9099");
    const { diagnostics } = loadConfig({ routing: { name: "routing.yaml", text } }, receiverKinds);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("holds, now and then, everything that a case may hold", () => {
    const kinds = new Set(cases.flatMap(({ steps }) => steps.map(({ op }) => op)));
    expect([...kinds].toSorted()).toEqual(["expire", "post", "query", "silence", "wait"]);
    const text = JSON.stringify(cases);
    for (const word of ["continue", "groupBy", "muted", "active", "maxAlerts", "sendResolved", "nanoseconds"])
      expect(text).toContain(`"${word}`);
    expect(cases.some(({ rules }) => rules.some(({ equal }) => equal.length > 0))).toBe(true);
    expect(posts.some(({ alerts }) => alerts.length > 3)).toBe(true);
  });

  it("names its own label in all alerts and silences, so that cases never meet", () => {
    for (const { id, steps } of cases) {
      for (const step of steps) {
        if (step.op === "silence") expect(step.silence.matchers).toContainEqual(own(id));
        if (step.op === "post")
          for (const alert of step.alerts) expect([id, undefined]).toContain(caseOf(alert));
      }
    }
  });

  it("posts what its groups may tell at once alone, and in a slot of its own", () => {
    for (const { steps } of cases) {
      const slots = steps.flatMap((step) => (step.op === "post" && step.slot > 0 ? [step.slot] : []));
      expect(new Set(slots).size).toBe(slots.length);
      expect(Math.max(0, ...slots)).toBeLessThanOrEqual(SLOTS);
    }
    for (const { slot, alerts } of posts) if (slot > 0) expect(alerts).toHaveLength(1);
  });
});

function own(value: string) {
  return { name: "case", value, isRegex: false, isEqual: true };
}

function caseOf({ labels }: AlertSpec): unknown {
  return labels["case"];
}

describe("a case in numbers", () => {
  const share = (holds: (one: Case) => boolean) => cases.filter(holds).length / cases.length;

  it("mostly has several routes, and often a rule, an interval or a silence", () => {
    expect(share(({ tree }) => tree.routes.length > 0)).toBeGreaterThan(0.9);
    expect(share(({ rules }) => rules.length > 0)).toBeGreaterThan(0.4);
    expect(share(({ intervals }) => intervals.length > 0)).toBeGreaterThan(0.6);
    expect(share(({ steps }) => steps.some(({ op }) => op === "silence"))).toBeGreaterThan(0.5);
  });
});
