import type { CpuPerEvent } from "./cpu.ts";
import { numberOf, table } from "./table.ts";
import { type Day, FREE_PLAN, total } from "./watch-day.ts";

/** CPU that the free plan gives one invocation of the Worker (Workers limits). */
export const FREE_CPU_MS = 10;

export interface CostLine {
  readonly what: string;
  readonly counted: number;
  /** What the free plan allows, where it limits this. */
  readonly free?: number;
}

/** What a day takes of the free plan. */
export function costLines(day: Day, cpu: CpuPerEvent): CostLine[] {
  return [
    ...countedLines(day),
    { what: "CPU ms of the dearest event", counted: Math.max(...Object.values(cpu)), free: FREE_CPU_MS },
    { what: "CPU ms a day", counted: cpuOf(day, cpu) },
  ];
}

/** What can be counted without a measurement. */
export function countedLines(day: Day): CostLine[] {
  const { rows, requests, gbSeconds } = total(day);
  return [
    { what: "rows written a day", counted: rows, free: FREE_PLAN.rows },
    { what: "Durable Object requests a day", counted: requests, free: FREE_PLAN.objectRequests },
    { what: "Worker requests a day", counted: day.workerRequests, free: FREE_PLAN.workerRequests },
    { what: "GB-s a day", counted: gbSeconds, free: FREE_PLAN.gbSeconds },
  ];
}

/** A telling costs what it adds to the post that caused it; a ping by its name what the Watchdog's does. */
function cpuOf({ requestsOf, runs, sent }: Day, cpu: CpuPerEvent): number {
  const { watchdog, ping, cron, scrape, alert } = requestsOf;
  const pings = (watchdog + ping) * cpu.watchdog;
  const alerts = alert * cpu.again + sent * (cpu.told - cpu.again);
  return pings + cron * cpu.cron + scrape * cpu.scrape + alerts + runs * cpu.probe;
}

export function costTable(lines: readonly CostLine[]): string {
  const rows = lines.map(({ what, counted, free }) => {
    const share = free === undefined ? "" : `${((100 * counted) / free).toFixed(1)} %`;
    return [what, numberOf(counted), numberOf(free), share];
  });
  return table(["a three-host lab", "counted", "free plan", "share"], rows, [0]);
}
