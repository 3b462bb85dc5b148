import type { Issue } from "../../config/config.ts";
import { errorAt, warningAt } from "../../config/field.ts";
import type { RawEmail } from "./schema.ts";
import { BINDING_HOST, type Smarthost, usesBinding } from "./smarthost.ts";

/** Most recipients of one mail through the binding (https://developers.cloudflare.com/email-service/platform/limits/). */
export const BINDING_MAX_RECIPIENTS = 50;

/** One warning for each field that the entry gives and the edge does not act on. */
export function unusedIssues(node: RawEmail, smarthost: Smarthost | undefined): readonly Issue[] {
  const issues: Issue[] = [];
  for (const field of ["html", "text"] as const) {
    if (node[field] !== undefined) {
      issues.push(warningAt([field], `${field} is not used: the mail is Farwatch's own message`));
    }
  }
  if (smarthost === undefined || !usesBinding(smarthost)) return issues;
  return [...issues, ...bindingIssues(node)];
}

function bindingIssues(node: RawEmail): readonly Issue[] {
  const explain = `${BINDING_HOST} stands for the send_email binding, which needs no login; where there is no binding, as on the local edge, these mails fail`;
  const count = node.to.split(",").length;
  if (count <= BINDING_MAX_RECIPIENTS) return [warningAt(["smarthost"], explain)];
  return [
    warningAt(["smarthost"], explain),
    errorAt(
      ["to"],
      `Cannot send to ${count} recipients: the send_email binding takes ${BINDING_MAX_RECIPIENTS}`,
    ),
  ];
}
