import { closeSync, openSync, writeSync } from "node:fs";
import type { Labels } from "./day/series.ts";

/** Samples of one series: seconds of the epoch, and values. */
export interface Samples {
  readonly name: string;
  readonly labels: Labels;
  readonly samples: Iterable<readonly [seconds: number, value: number]>;
}

/** `name{label="value"}`, as OpenMetrics and PromQL write it. */
export function seriesName({ name, labels }: Pick<Samples, "name" | "labels">): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(",")}}`;
}

/** Writes a file that `promtool tsdb create-blocks-from openmetrics` reads. */
export function writeOpenMetrics(path: string, all: Iterable<Samples>): void {
  const file = openSync(path, "w");
  for (const series of all) {
    const name = seriesName(series);
    let text = "";
    for (const [seconds, value] of series.samples) text += `${name} ${short(value)} ${seconds}\n`;
    writeSync(file, text);
  }
  writeSync(file, "# EOF\n");
  closeSync(file);
}

/** Nine digits are more than any picture shows. */
function short(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(9));
}
