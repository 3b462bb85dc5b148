import { describe, it } from "vitest";
import { readRules } from "../../../src/runbook/rules.ts";

const FILE = `
groups:
  - name: host
    interval: 5s
    rules:
      - record: host:cpu:ratio
        expr: 1
      - alert: HighCPU
        expr: |
          host:cpu:ratio
            > 0.90
        for: 5m
        keep_firing_for: 1m
        labels: { severity: critical }
        annotations: { summary: hot }
      - alert: HighCPU
        expr: host:cpu:ratio > 0.80
        for: 10m
        labels: { severity: warning, page: 1 }
  - name: pipeline
    rules:
      - { alert: Watchdog, expr: vector(1) }
      - { alert: Gone, expr: absent(up), for: 0s, labels: { severity: info } }
`;

describe("readRules", () => {
  it("reads every alert in its order, with what a page shows of it", ({ expect }) => {
    const language = "PromQL";
    expect(readRules("rules/host.yaml", FILE, language)).toEqual({
      ok: true,
      value: [
        {
          alert: "HighCPU",
          rule: { language, severity: "critical", for: "5m", expr: "host:cpu:ratio\n  > 0.90" },
        },
        {
          alert: "HighCPU",
          rule: { language, severity: "warning", for: "10m", expr: "host:cpu:ratio > 0.80" },
        },
        { alert: "Watchdog", rule: { language, severity: "", for: "", expr: "vector(1)" } },
        { alert: "Gone", rule: { language, severity: "info", for: "", expr: "absent(up)" } },
      ],
    });
  });

  const wrong = [
    ["no groups", "rules: []"],
    ["a rule without an expression", "groups: [{ rules: [{ alert: A }] }]"],
    ["another file", "- a\n- b\n"],
    ["nothing", ""],
  ] as const;
  it.for(wrong)("refuses a file with %s", ([, text], { expect }) => {
    const read = readRules("rules/host.yaml", text, "LogQL");
    expect(read).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^Cannot read rule file rules\/host.yaml: /),
    });
  });
});
