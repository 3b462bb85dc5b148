import { type Measured, medianRound } from "./measured.ts";
import type { Figures } from "./round.ts";
import { median } from "./stats.ts";
import type { Work } from "./work-meter.ts";

/** What is asked of a figure. `value` says which: the figure itself, or its ratio to what it stands beside. */
export interface Goal {
  readonly of: "figure" | "ratio";
  readonly least?: number;
  readonly most?: number;
}

export interface Line {
  readonly what: string;
  readonly farwatch: number;
  readonly alertmanager?: number;
  /** What a bare workerd does. */
  readonly hello?: number;
  readonly ratio?: number;
  readonly goal?: Goal;
}

/** `unknown` where the other side of a ratio was not there. */
export type Verdict = "ok" | "short" | "unknown" | "";

export function verdictOf({ farwatch, ratio, goal }: Line): Verdict {
  if (goal === undefined) return "";
  const value = goal.of === "ratio" ? ratio : farwatch;
  if (value === undefined) return "unknown";
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = goal;
  return value >= least && value <= most ? "ok" : "short";
}

/** The figures in the table's order, each beside its goal. */
export function linesOf(measured: Measured): Line[] {
  const { farwatch, alertmanager, helloPerSecond } = medianRound(measured.rounds);
  const beside = (key: keyof Figures) => besides(farwatch[key], alertmanager?.[key]);
  return [
    {
      what: "one alert in a request, requests/s",
      ...beside("singlesPerSecond"),
      hello: helloPerSecond,
      ratio: farwatch.singlesPerSecond / helloPerSecond,
      goal: { of: "ratio", least: 0.25 },
    },
    {
      what: "64 alerts in a request, alerts/s",
      ...beside("alertsPerSecond"),
      goal: { of: "ratio", least: 1 },
    },
    { what: "post to delivery when idle, p50 ms", ...beside("idleP50Ms") },
    {
      what: "post to delivery when idle, p99 ms",
      ...beside("idleP99Ms"),
      goal: { of: "figure", most: 10 },
    },
    {
      what: "10,000 new alerts, s to the last notification",
      ...beside("stormSeconds"),
      goal: { of: "ratio", most: 1.5 },
    },
    growthLine(farwatch, alertmanager),
    ...ownLines(measured, farwatch, alertmanager),
  ];
}

function besides(farwatch: number, alertmanager: number | undefined) {
  return alertmanager === undefined
    ? { farwatch }
    : { farwatch, alertmanager, ratio: farwatch / alertmanager };
}

function growthLine(farwatch: Figures, alertmanager: Figures | undefined): Line {
  const growth = ({ fewSinglesPerSecond, singlesPerSecond }: Figures) =>
    fewSinglesPerSecond / singlesPerSecond;
  return {
    what: "cost of a request at 10,000 active alerts, times that at 10",
    farwatch: growth(farwatch),
    ...(alertmanager && { alertmanager: growth(alertmanager) }),
    goal: { of: "figure", most: 1.5 },
  };
}

/** What has no other side, or needs none. */
function ownLines(measured: Measured, farwatch: Figures, alertmanager: Figures | undefined): Line[] {
  const { heapMiB, work, bundleKiB, startSeconds } = measured;
  return [
    { what: "JS heap with 10,000 alerts, MiB", farwatch: heapMiB, goal: { of: "figure", most: 64 } },
    { what: "resident memory after that storm, MiB", ...besides(farwatch.rssMiB, alertmanager?.rssMiB) },
    { what: "rows written: a new alert, told", farwatch: rowsOf(work.told), goal: { of: "figure", most: 7 } },
    { what: "rows written: the same again", farwatch: rowsOf(work.again), goal: { of: "figure", most: 0 } },
    { what: "rows written: its end, told", farwatch: rowsOf(work.resolved) },
    { what: "Durable Object seconds: a new alert, told", farwatch: work.told.awakeMs / 1000 },
    { what: "bundle, KiB gzipped", farwatch: bundleKiB, goal: { of: "figure", most: 300 } },
    { what: "start to first 200, s", farwatch: median(startSeconds) },
  ];
}

function rowsOf({ rows, alarms }: Work): number {
  return rows + alarms;
}
