import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import type { Parser } from "@lezer/common";
import { parser as promql } from "@prometheus-io/lezer-promql";

const parsers: Readonly<Record<"promql" | "logql" | "traceql", Parser>> = { logql, promql, traceql };

/** The languages of our data sources. */
export type Language = keyof typeof parsers;

/** An expression as a data source gets it: Grafana's variables become what they may stand for. */
export function filledIn(expression: string): string {
  return expression
    .replace(/\$\$?__tags/g, 'service_name="a"')
    .replace(/\$\$?\{__span\.tags\["[^"]*"\]\}|\$\$?\{__trace\.\w+\}/g, "a")
    .replace(/\$__(rate_)?interval|\$__range|\$__auto/g, "5m")
    .replace(/\$\{[\w.]+(:\w+)?\}|\$[a-z_]\w*/g, "a");
}

/** Where an expression cannot be read: a sentence, or undefined. */
export function expressionFault(language: Language, expression: string): string | undefined {
  const text = filledIn(expression);
  const cursor = parsers[language].parse(text).cursor();
  do {
    if (cursor.type.isError) return `Cannot parse ${language} "${text}": at character ${cursor.from}`;
  } while (cursor.next());
  return undefined;
}
