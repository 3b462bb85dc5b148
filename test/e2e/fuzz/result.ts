export interface Finding {
  readonly number: number | undefined;
  readonly what: string;
  /** A line for a shell. */
  readonly repro?: string;
}

/** The request that took longest. */
export interface Worst {
  readonly ms: number;
  readonly what: string;
}

export interface FuzzResult {
  readonly seed: number;
  readonly cases: number;
  readonly findings: readonly Finding[];
  /** Of every request, in milliseconds. */
  readonly latencies: Float64Array;
  readonly worst: Worst;
  /** Over the limit, and sent again alone. */
  readonly repeated: number;
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly elapsedMs: number;
}

/** The value below which this share of them lies. */
export function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function summaryOf(result: FuzzResult): string {
  const { cases, seed, latencies, worst, repeated, statuses, elapsedMs } = result;
  const of = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const ms = (share: number) => `${quantile(latencies, share).toFixed(1)} ms`;
  const rate = Math.round((cases / elapsedMs) * 1000);
  return [
    `${cases} cases of seed ${seed} in ${Math.round(elapsedMs / 1000)} s, ${rate} a second`,
    `answers ${of.join(", ")}`,
    `p50 ${ms(0.5)}, p99 ${ms(0.99)}, p99.9 ${ms(0.999)}, worst ${worst.ms.toFixed(1)} ms (${worst.what}); ${repeated} repeated alone`,
    `${result.findings.length} findings`,
  ].join("\n");
}

export function lineOf({ seed }: FuzzResult, { number, what, repro }: Finding): string {
  const where = number === undefined ? `seed ${seed}` : `seed ${seed} case ${number}`;
  return [`${where}: ${what}`, ...(repro === undefined ? [] : [`  ${repro}`])].join("\n");
}
