import { parse } from "yaml";
import * as z from "zod";
import type { Labels } from "../../../src/alert/labels.ts";
import { filesIn } from "../source.ts";
import { logSamples } from "./log-samples.ts";
import { rules } from "./rules.ts";

const testFile = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z
        .array(
          z.object({
            alertname: z.string(),
            exp_alerts: z
              .array(z.object({ exp_labels: z.record(z.string(), z.coerce.string()) }))
              .default([]),
          }),
        )
        .default([]),
    }),
  ),
});

/** Label sets with which promtool and Loki are expected to see alerts fire: each once, in the order of the files. */
export const labelSets: readonly Labels[] = distinct([...ofPrometheus(), ...ofLoki()]);

function ofPrometheus(): Labels[] {
  return filesIn("compose/prometheus/tests", ".yaml").flatMap(({ text }) =>
    testFile
      .parse(parse(text))
      .tests.flatMap((test) => test.alert_rule_test)
      .flatMap(({ alertname, exp_alerts }) =>
        exp_alerts.map(({ exp_labels }) => ({ alertname, ...exp_labels })),
      ),
  );
}

function ofLoki(): Labels[] {
  return logSamples.flatMap(({ alert, stream }) =>
    rules
      .filter((rule) => rule.alert === alert)
      .map(({ labels }) => ({ alertname: alert, ...stream, host: "monster", ...labels })),
  );
}

function distinct(sets: readonly Labels[]): Labels[] {
  return [...new Map(sets.map((labels) => [JSON.stringify(labels), labels])).values()];
}
