import type { Result } from "./run.ts";

/** One line: how many agreed, and how many of those only when they were played again. */
export function summaryOf({ cases, notifications, repeated, disagreements }: Result): string {
  const agreed = cases - disagreements.length;
  const again = repeated === 0 ? "" : `, ${repeated} of them only when played slower`;
  return `${agreed} of ${cases} cases agree, over ${notifications} notifications${again}`;
}
