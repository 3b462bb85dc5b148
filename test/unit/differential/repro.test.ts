import { describe, expect, it } from "vitest";
import type { Case } from "../../e2e/differential/case.ts";
import { reproOf } from "../../e2e/differential/repro.ts";

const moment = (beat: number) => ({ beat, style: "utc" }) as const;
const matchers = [{ name: "case", value: "c1", isRegex: false }];
const one: Case = {
  id: "c1",
  tree: { key: "route", receiver: "r0", matchers: [], options: { groupWait: 0.62 }, routes: [] },
  receivers: [{ name: "r0", webhooks: [{ key: "r0/0" }] }],
  rules: [],
  intervals: [],
  steps: [
    { op: "post", key: "a", slot: 2, alerts: [{ key: "b", labels: { a: 'x"$' }, ends: moment(3) }] },
    { op: "wait" },
    {
      op: "silence",
      key: "c",
      silence: { name: "s1", matchers, starts: moment(2), ends: moment(9), comment: "" },
    },
    { op: "expire", key: "d", name: "s1" },
    { op: "query", key: "e", path: "/alerts", params: [["filter", 'case="c1"']] },
  ],
};

describe("a repro", () => {
  const found = {
    beat: 4.9,
    what: "GET /alerts",
    path: "$[0].endsAt",
    alertmanager: "x",
    farwatch: undefined,
    whole: [[{ endsAt: "x" }], undefined] as const,
  };
  const common = { resolveTimeout: 300, groupWait: 0.62, groupInterval: 1 };
  const lines = reproOf(one, common, 2_000, found).split("\n");

  it("names the place, and holds the file, the requests at their times, and both answers", () => {
    expect(lines[0]).toBe('--- c1: beat 4.90, GET /alerts, at $[0].endsAt: "x" against nothing');
    expect(lines).toContain("      group_wait: 1240ms");
    expect(lines.filter((line) => line.startsWith("after "))).toEqual([
      'after 120; ask "$URL/api/v2/alerts" -d "[{\\"labels\\":{\\"a\\":\\"x\\\\\\"\\$\\"},\\"endsAt\\":\\"$(at 6540)\\"}]"',
      'after 4000; s1=$(ask "$URL/api/v2/silences" -d "{\\"matchers\\":[{\\"name\\":\\"case\\",\\"value\\":\\"c1\\",\\"isRegex\\":false}],\\"startsAt\\":\\"$(at 4541)\\",\\"endsAt\\":\\"$(at 18541)\\",\\"createdBy\\":\\"mia\\",\\"comment\\":\\"\\"}" | tee /dev/stderr | jq -r .silenceID)',
      'after 6000; ask -X DELETE "$URL/api/v2/silence/$s1"',
      'after 8000; ask "$URL/api/v2/alerts?filter=case%3D%22c1%22"',
    ]);
    expect(lines.slice(lines.indexOf("--- Alertmanager")).join("")).toBe(
      '--- Alertmanager[ {  "endsAt": "x" }]--- Farwatchnothing',
    );
  });
});
