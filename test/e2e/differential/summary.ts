import type { Result } from "./run.ts";

/** One line: how many agreed, and how many of those only when they were played again. */
export function summaryOf({ cases, notifications, repeated, disagreements }: Result): string {
  const agreed = cases - disagreements.length;
  const again = repeated.length === 0 ? "" : `, ${repeated.join(" ")} only when repeated`;
  return `${agreed} of ${cases} cases agree, over ${notifications} notifications${again}`;
}
