import { parse } from "yaml";
import * as z from "zod";
import { err, ok, type Result } from "../alert/result.ts";
import type { AlertRule } from "./runbook.ts";

/** Of a rule file, what a page shows; recording rules have no `alert`. */
const ruleFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string().optional(),
          expr: z.union([z.string(), z.number()]).transform(String),
          for: z.string().optional(),
          labels: z.record(z.string(), z.coerce.string()).optional(),
        }),
      ),
    }),
  ),
});

export interface NamedRule {
  readonly alert: string;
  readonly rule: AlertRule;
}

/** The alerting rules of one rule file of Prometheus or Loki, in its order. */
export function readRules(
  path: string,
  text: string,
  language: AlertRule["language"],
): Result<readonly NamedRule[], string> {
  const parsed = ruleFile.safeParse(parse(text));
  if (!parsed.success) return err(`Cannot read rule file ${path}: ${z.prettifyError(parsed.error)}`);
  const rules = parsed.data.groups.flatMap((group) => group.rules);
  const named = rules.flatMap(({ alert, expr, for: holds = "", labels }) => {
    const severity = labels?.["severity"] ?? "";
    return alert === undefined
      ? []
      : [{ alert, rule: { language, severity, for: holds === "0s" ? "" : holds, expr: expr.trim() } }];
  });
  return ok(named);
}
