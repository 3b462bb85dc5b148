import type { Look } from "../watch/prober-rpc.ts";
import { type ProbeReport, reportKey } from "../watch/report.ts";
import type { ProbeStanding } from "../watch/standing.ts";
import type { RouterState } from "./state.ts";
import { lookSoon } from "./watch.ts";

/** Takes what a prober tells of its probes. */
export function noteProbes(state: RouterState, reports: readonly ProbeReport[], now: number): void {
  const taken = reports.map((report) => take(state, report, undefined));
  finish(state, taken, now);
}

/** Takes the answer of a probe that was asked to look. */
export function noteLook(state: RouterState, { report, result, seen }: Look, now: number): void {
  const look = { kind: seen.kind, at: result.startedAt, reason: seen.reason };
  finish(state, [take(state, report, look)], now);
}

type Taken = "nothing" | "stored" | "renewed";

function take(state: RouterState, report: ProbeReport, look: ProbeStanding["look"]): Taken {
  const known = state.watch.standings.get(report.probe);
  // It may be of a former configuration, or have been overtaken.
  if (known === undefined || report.lastRunAt < (known.report?.lastRunAt ?? 0)) return "nothing";
  const next = { ...known, report, ...(look === undefined ? {} : { look }) };
  state.watch.standings.set(report.probe, next);
  if (!isNews(known, report, look)) return "renewed";
  const stored = next.look === undefined ? {} : { look: next.look };
  state.store.putStanding({ probe: report.probe, report, ...stored });
  return "stored";
}

function isNews(known: ProbeStanding, report: ProbeReport, look: ProbeStanding["look"]): boolean {
  if (known.report === undefined || reportKey(known.report) !== reportKey(report)) return true;
  return look !== undefined && look.kind !== known.look?.kind;
}

/** What only ran again is one row, for however many probes. */
function finish(state: RouterState, taken: readonly Taken[], now: number): void {
  if (taken.includes("renewed")) state.store.putLastRuns(lastRuns(state));
  if (taken.some((one) => one !== "nothing")) lookSoon(state, now);
}

function lastRuns({ watch }: RouterState): Record<string, number> {
  const known = [...watch.standings].map(([name, { report }]) => [name, report?.lastRunAt ?? 0] as const);
  return Object.fromEntries(known);
}
