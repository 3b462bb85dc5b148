import { describe, it } from "vitest";
import { reportOf, stageLine, summaryOf } from "../../../../src/cli/drill/report.ts";
import type { Stage } from "../../../../src/cli/drill/stage.ts";

const sent: Stage = {
  phase: "firing",
  stage: "sent",
  afterMs: 1_234,
  who: "chat/slack/0",
  says: "200 ok (80 ms)",
};
const order = { id: "one", severity: "info", timeoutMs: 1 } as const;

describe("stageLine", () => {
  it.for<readonly [Stage, string]>([
    [sent, "   1.2 s  sent       chat/slack/0  200 ok (80 ms)"],
    [{ phase: "firing", stage: "withdrawn", afterMs: 3_600_000, says: "x" }, "3600.0 s  withdrawn  x"],
  ])("%o", ([stage, want], { expect }) => {
    expect(stageLine(stage)).toBe(want);
  });

  it("lets nothing of an answer command the terminal", ({ expect }) => {
    expect(stageLine({ ...sent, says: "\u001b[2Jevil\nline" })).toMatch(/ {2} \[2Jevil line$/);
  });
});

describe("summaryOf", () => {
  const end: Stage = { ...sent, phase: "resolved", afterMs: 60_000 };
  const cases = [
    {
      stages: [sent, { ...sent, afterMs: 2_000 }, end],
      want: "ok: 2 told within 2.0 s, 1 of its end within 60.0 s",
    },
    { stages: [sent], want: "ok: 1 told within 1.2 s; nobody of the routing file wants to hear of its end" },
  ];
  it.for(cases)("$want", ({ stages, want }, { expect }) => {
    expect(summaryOf(stages)).toBe(want);
  });
});

describe("reportOf", () => {
  it("is all of it for a program", ({ expect }) => {
    expect(JSON.parse(reportOf(order, [sent], undefined))).toEqual({
      ok: true,
      drill: "one",
      severity: "info",
      stages: [sent],
    });
  });

  it("has the sentence of what failed", ({ expect }) => {
    expect(JSON.parse(reportOf(order, [], "Nothing was decided"))).toMatchObject({
      ok: false,
      fault: "Nothing was decided",
    });
  });
});
