import type * as z from "zod";
import type { Path } from "./yaml.ts";

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

/** One of zod's findings as a sentence that names the field and quotes its value. */
export function describeIssue(issue: z.core.$ZodIssue, path: Path, value: unknown, section: string): string {
  const field = path.findLast((part) => typeof part === "string") ?? section;
  if (value === undefined && issue.code !== "custom") return `Cannot read ${section}: "${field}" is missing`;
  return `Cannot read ${field}: ${reason(issue, value)}`;
}

function reason(issue: z.core.$ZodIssue, value: unknown): string {
  const got = `got ${quote(value)}`;
  switch (issue.code) {
    case "invalid_type":
      return `expected ${KINDS[issue.expected] ?? issue.expected}, ${got}`;
    case "invalid_value":
      return `expected ${issue.values.map((allowed) => JSON.stringify(allowed)).join(" or ")}, ${got}`;
    case "custom":
      return issue.message;
    default:
      return `${issue.message}, ${got}`;
  }
}

/** Longest value that a message quotes in full. */
export const MAX_QUOTED = 120;

/** A value as a message shows it: never what is inside a list or mapping, which may be a secret. */
export function quote(value: unknown): string {
  const isFilled = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (isFilled) return Array.isArray(value) ? "a list" : "a mapping";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED)}...`;
}
