import type { Issue } from "../config/config.ts";
import { warningAt } from "../config/field.ts";
import { isTemplated } from "./template.ts";

export const OUR_MESSAGE = "our own message stands in its place";

/** What is done instead of each field that a kind parses and does not take over. */
export interface UnusedFields<Node> {
  /** Whatever they say. */
  readonly unused: { readonly [field in keyof Node]?: string };
  /** Where they hold a template; else they are sent as they are. */
  readonly literal: { readonly [field in keyof Node]?: string };
}

/** One warning for each given field that no message acts on. */
export function unusedFieldIssues<Node extends object>(
  node: Node,
  { unused, literal }: UnusedFields<Node>,
): readonly Issue[] {
  const instead = new Map<string, string>(Object.entries(unused));
  const otherwise = new Map<string, string>(Object.entries(literal));
  return Object.entries(node).flatMap(([field, value]) => {
    const [use, fallback] = [instead.get(field), otherwise.get(field)];
    if (use !== undefined) return [warningAt([field], `${field} is not used: ${use}`)];
    if (fallback === undefined || typeof value !== "string" || !isTemplated(value)) return [];
    return [warningAt([field], `${field} holds a template, which is not executed here: ${fallback}`)];
  });
}
