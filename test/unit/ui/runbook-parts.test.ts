import { describe, it } from "vitest";
import { severitiesOf } from "../../../src/ui/runbook-parts.ts";

describe("severitiesOf", () => {
  const cases = [
    { given: ["warning", "critical"], want: ["critical", "warning"] },
    { given: ["page", "info", "warning", "info"], want: ["warning", "info", "page"] },
    { given: ["b", "a"], want: ["b", "a"] },
    { given: ["", "info"], want: ["info"] },
    { given: [], want: [] },
  ];
  it.for(cases)("$given are $want", ({ given, want }, { expect }) => {
    const rules = given.map((severity) => ({ language: "PromQL" as const, severity, for: "", expr: "1" }));
    expect(severitiesOf(rules)).toEqual(want);
  });
});
