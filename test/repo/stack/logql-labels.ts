import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode } from "@lezer/common";
import { at, yamlOf } from "./value.ts";

const indexed = "limits_config.otlp_config.resource_attributes.attributes_config.0.attributes";

/** What Loki makes labels of streams: those resource attributes that loki.yaml names, and no other. */
const ofStreams = Object.values(Object(at(yamlOf("compose/loki/loki.yaml"), indexed))).map((name) =>
  String(name).replaceAll(".", "_"),
);

/** What Loki finds in a line by itself, and what OTLP carries beside it. */
const besideLines = ["detected_level", "trace_id", "span_id"];

/** The labels that a query of logs names, though nothing makes them: sentences, or none. */
export function logLabelFaults(expression: string): string[] {
  const extracted = [...expression.matchAll(/\(\?P<(\w+)>/g)].map(([, name = ""]) => name);
  const known = new Set([...ofStreams, ...besideLines, ...extracted]);
  const faults: string[] = [];
  parser
    .parse(expression)
    .cursor()
    .iterate(({ node }) => {
      if (node.name !== "Identifier") return;
      const name = expression.slice(node.from, node.to);
      const isKnown = within(node, "Selector") ? ofStreams.includes(name) : known.has(name);
      if (!isKnown) faults.push(`Nothing makes the label "${name}" of ${expression}`);
    });
  return faults;
}

function within(node: SyntaxNode, name: string): boolean {
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.name === name) return true;
  }
  return false;
}
