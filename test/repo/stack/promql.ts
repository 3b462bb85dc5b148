import { parse } from "yaml";
import * as z from "zod";
import type { SourceFile } from "../source.ts";

const expectation = z.object({
  eval_time: z.string(),
  alertname: z.string(),
  exp_alerts: z
    .array(z.object({ exp_labels: z.record(z.string(), z.coerce.string()).default({}) }))
    .default([]),
});

const testFile = z.object({
  rule_files: z.array(z.string()),
  tests: z.array(z.object({ alert_rule_test: z.array(expectation).default([]) })),
});

/** What promtool is told to expect of one alert: with which severities it fires, and how often it does not. */
export interface Expected {
  readonly severities: readonly string[];
  readonly silences: number;
}

export function expectedOf({ text }: SourceFile, alert: string): Expected {
  const { tests } = testFile.parse(parse(text));
  const own = tests.flatMap((test) => test.alert_rule_test).filter(({ alertname }) => alertname === alert);
  const severities = own.flatMap(({ exp_alerts }) =>
    exp_alerts.map(({ exp_labels }) => exp_labels["severity"] ?? ""),
  );
  return {
    severities: [...new Set(severities)].sort(),
    silences: own.filter(({ exp_alerts }) => exp_alerts.length === 0).length,
  };
}
