import type { Issue } from "../../config/config.ts";
import { errorAt, warningAt } from "../../config/field.ts";
import { oneLine } from "../plain-text.ts";
import { isTemplated } from "../template.ts";

export interface ResolvedHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly issues: readonly Issue[];
}

/** Characters of a header's name (RFC 5322 section 2.2, narrowed to RFC 9110's token). */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

// These say how the message is put together, or name it: one fixed Message-Id would make mail programs
// throw every later alert away as a copy of the first.
const OWN: ReadonlySet<string> = new Set(["Bcc", "Date", "Message-Id", "Mime-Version", "Return-Path"]);

/** Checks `headers` of an `email_configs` entry as upstream does, and keeps the literal ones, one line each. */
export function resolveHeaders(raw: Readonly<Record<string, string>>): ResolvedHeaders {
  const headers: Record<string, string> = {};
  const issues: Issue[] = [];
  const seen = new Set<string>();
  for (const [written, value] of Object.entries(raw)) {
    const name = canonicalName(written);
    const found = seen.has(name)
      ? errorAt(["headers", written], `duplicate header "${name}" in email config`)
      : headerIssue(written, name, value);
    seen.add(name);
    // A line break in a value could begin another header.
    if (found === undefined) headers[name] = oneLine(value);
    else issues.push(found);
  }
  return { headers, issues };
}

function headerIssue(written: string, name: string, value: string): Issue | undefined {
  const at = ["headers", written];
  if (!NAME.test(written)) return errorAt(at, `Cannot use header name ${JSON.stringify(written)}`);
  if (OWN.has(name) || name.startsWith("Content-")) {
    return warningAt(at, `header "${name}" is not used: the message sets its own`);
  }
  if (isTemplated(value)) {
    return warningAt(at, `header "${name}" is not used: templates are not executed here; ${insteadOf(name)}`);
  }
  return undefined;
}

function insteadOf(name: string): string {
  if (name === "Subject") return "the subject says status, alert and how many";
  if (name === "From" || name === "To") return `the ${name.toLowerCase()} address of this entry is shown`;
  return "the header is left out";
}

/** Go's textproto.CanonicalMIMEHeaderKey: names that differ only in case are the same header. */
export function canonicalName(name: string): string {
  if (!NAME.test(name)) return name;
  return name.toLowerCase().replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}
