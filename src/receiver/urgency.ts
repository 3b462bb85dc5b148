import type { Content } from "./message.ts";
import { SEVERITIES, type Severity } from "./title.ts";

/** How loud a push notification shall be. News is heard and wakes nobody. */
export type Urgency = Severity | "news";

/** The severity of an alert as one of the four; upstream's default where it says none of them. */
export function severityClass(severity: string): Severity {
  return SEVERITIES.find((known) => known === severity) ?? "error";
}

/**
 * As loud as the severity of what fires. What only ended, or is not renewed, is news: a channel that cannot edit its
 * last message must not ring for each alert of a group that goes.
 */
export function urgencyOf({
  status,
  severity,
  reason,
}: Pick<Content, "status" | "severity" | "reason">): Urgency {
  return status !== "firing" || reason === "some alerts resolved" ? "news" : severityClass(severity);
}
