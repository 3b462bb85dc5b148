/** Work this long overdue means that an alarm was lost. */
export const OVERDUE_MS = 120_000;
