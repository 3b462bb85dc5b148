import { MAX_BUNDLE_KIB } from "./bundle-size.ts";
import type { Figures } from "./figures.ts";
import type { Measured } from "./measured.ts";
import type { Round } from "./round.ts";
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
  const { rounds } = measured;
  return [
    singlesLine(rounds),
    {
      ...beside("64 alerts in a request, alerts/s", rounds, "alertsPerSecond"),
      goal: { of: "ratio", least: 1 },
    },
    beside("post to delivery when idle, p50 ms", rounds, "idleP50Ms"),
    {
      ...beside("post to delivery when idle, p99 ms", rounds, "idleP99Ms"),
      goal: { of: "figure", most: 10 },
    },
    syncLine(rounds),
    {
      ...beside("10,000 new alerts, s to the last notification", rounds, "stormSeconds"),
      goal: { of: "ratio", most: 1.5 },
    },
    ...growthLines(rounds),
    { what: "JS heap with 10,000 alerts, MiB", farwatch: measured.heapMiB, goal: { of: "figure", most: 64 } },
    beside("resident memory after that storm, all processes, MiB", rounds, "rssMiB"),
    ...workLines(measured),
  ];
}

/** Medians of both, and the median of each round's ratio: what disturbs a round disturbs both sides of it. */
function beside(what: string, rounds: readonly Round[], key: keyof Figures): Line {
  const ours = median(rounds.map(({ farwatch }) => farwatch[key]));
  const both = rounds.flatMap(({ farwatch, alertmanager }) =>
    alertmanager === undefined ? [] : [{ ours: farwatch[key], theirs: alertmanager[key] }],
  );
  if (both.length === 0) return { what, farwatch: ours };
  const ratio = median(both.map(({ ours, theirs }) => ours / theirs));
  return { what, farwatch: ours, alertmanager: median(both.map(({ theirs }) => theirs)), ratio };
}

/** What the disk alone takes, which is nobody's merit. */
function syncLine(rounds: readonly Round[]): Line {
  const what = "a write and fsync of this disk in that minute, p99 ms";
  return { what, farwatch: median(rounds.map(({ farwatch }) => farwatch.syncP99Ms)) };
}

/** Their ratio is that to a bare workerd. */
function singlesLine(rounds: readonly Round[]): Line {
  return {
    ...beside("one alert in a request, requests/s", rounds, "singlesPerSecond"),
    hello: median(rounds.map(({ farwatch }) => farwatch.helloPerSecond)),
    ratio: median(rounds.map(({ farwatch }) => farwatch.singlesPerSecond / farwatch.helloPerSecond)),
    goal: { of: "ratio", least: 0.25 },
  };
}

function growthLines(rounds: readonly Round[]): Line[] {
  return [
    growthLine(rounds, "cost of a request at 10,000 active alerts, times that at 10", (figures) => {
      return figures.fewSinglesPerSecond / figures.singlesPerSecond;
    }),
    growthLine(rounds, "the same with 1,000 silences", (figures) => {
      return figures.unsilencedSinglesPerSecond / figures.silencedSinglesPerSecond;
    }),
    growthLine(rounds, "the same with 1,000 silences, of a new alert", (figures) => {
      return figures.fewNewPerSecond / figures.silencedNewPerSecond;
    }),
  ];
}

function growthLine(rounds: readonly Round[], what: string, growth: (figures: Figures) => number): Line {
  const peers = rounds.flatMap(({ alertmanager }) => alertmanager ?? []);
  return {
    what,
    farwatch: median(rounds.map(({ farwatch }) => growth(farwatch))),
    ...(peers.length > 0 && { alertmanager: median(peers.map(growth)) }),
    goal: { of: "figure", most: 1.5 },
  };
}

/** What has no other side. */
function workLines({ work, bundleKiB, startSeconds }: Measured): Line[] {
  return [
    { what: "rows written: a new alert, told", farwatch: rowsOf(work.told), goal: { of: "figure", most: 7 } },
    { what: "rows written: the same again", farwatch: rowsOf(work.again), goal: { of: "figure", most: 0 } },
    { what: "rows written: its end, told", farwatch: rowsOf(work.resolved) },
    { what: "Durable Object seconds: a new alert, told", farwatch: work.told.awakeMs / 1000 },
    { what: "bundle, KiB gzipped", farwatch: bundleKiB, goal: { of: "figure", most: MAX_BUNDLE_KIB } },
    { what: "start to first 200, s", farwatch: median(startSeconds) },
  ];
}

function rowsOf({ rows, alarms }: Work): number {
  return rows + alarms;
}
