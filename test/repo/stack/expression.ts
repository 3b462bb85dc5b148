import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import type { Parser } from "@lezer/common";
import { parser as promql } from "@prometheus-io/lezer-promql";

const parsers: Readonly<Record<"promql" | "logql" | "traceql", Parser>> = { logql, promql, traceql };

/** Where an expression cannot be read: a sentence, or undefined. Grafana's variables become what they stand for. */
export function expressionFault(language: keyof typeof parsers, expression: string): string | undefined {
  const text = expression
    .replace(/\$\$?__tags/g, 'service_name="a"')
    .replace(/\$\$?\{__span\.tags\["[^"]*"\]\}|\$\$?\{__trace\.\w+\}/g, "a")
    .replace(/\$__(rate_)?interval|\$__range|\$__auto/g, "5m")
    .replace(/"\$\w+"/g, '"a"');
  const cursor = parsers[language].parse(text).cursor();
  do {
    if (cursor.type.isError) return `Cannot parse ${language} "${text}": at character ${cursor.from}`;
  } while (cursor.next());
  return undefined;
}
