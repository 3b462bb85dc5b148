import type { Result } from "../alert/result.ts";
import type { ProbeResult } from "./probe/probe.ts";
import type { ProbeReport } from "./report.ts";
import type { Seen } from "./streak.ts";

/** One fresh look, weighed with what other regions said where it was down. */
export interface Look {
  readonly result: ProbeResult;
  /** From other regions in the order asked; empty unless `result` is down. */
  readonly others: readonly ProbeResult[];
  readonly seen: Seen;
  /** The confirmed state with this look counted in. */
  readonly report: ProbeReport;
}

/** One run with its log; it counts for nothing. */
export interface Debugged {
  readonly result: ProbeResult;
  readonly steps: readonly { readonly atMs: number; readonly text: string }[];
}

export interface Unheard {
  readonly kind: "unknown_probe";
  readonly message: string;
}

/** What may be asked of a region's prober. Every result is plain data. */
export interface ProberRpc {
  /** Called by cron each minute: runs what is due where the alarm is late. True: more is due than one call may start, call again. */
  tick(): Promise<boolean>;
  /** A look at a probe that this region runs, now, counted like any other. */
  runNow(name: string): Promise<Result<Look, Unheard>>;
  /** A look for another region, at any configured probe; it counts there. */
  confirm(name: string): Promise<ProbeResult>;
  debug(name: string): Promise<Result<Debugged, Unheard>>;
  /** Prometheus text exposition of this region's probes. */
  metrics(): Promise<string>;
  /** How late the longest overdue start is; 0 when none is. */
  lateMs(): Promise<number>;
}
