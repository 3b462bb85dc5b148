import { emittedMetrics } from "./emitted.ts";
import { type Emitted, readLabels } from "./promql-labels.ts";
import { type Rule, rulesIn } from "./rules.ts";

const rules = rulesIn("compose/prometheus/rules");
const read = new Map(emittedMetrics);

/** A metric by its name: what a component emits, or what a rule of Prometheus makes of that. */
export function knownMetric(name: string): Emitted | undefined {
  const found = read.get(name);
  if (found !== undefined) return found;
  return name === "ALERTS" ? ofAlerts() : ofRecorded(name);
}

/** A rule of this name in several forms has the labels of all of them. */
function ofRecorded(name: string): Emitted | undefined {
  const forms = rules.filter(({ record }) => record === name);
  return forms.length > 0 ? remembered(name, forms, []) : undefined;
}

/** Each alert has its own labels. Some look at others, which say nothing new. */
function ofAlerts(): Emitted {
  const own = ["alertname", "alertstate"];
  read.set("ALERTS", { type: "gauge", labels: new Set(["host", "service", "severity", ...own]) });
  return remembered(
    "ALERTS",
    rules.filter(({ alert }) => alert !== undefined),
    own,
  );
}

function remembered(name: string, from: readonly Rule[], own: readonly string[]): Emitted {
  const labels = new Set(own);
  for (const rule of from) {
    for (const label of readLabels(rule.expr, knownMetric).labels) labels.add(label);
    for (const label of Object.keys(rule.labels)) labels.add(label);
  }
  const found = { type: "gauge", labels } as const;
  read.set(name, found);
  return found;
}
