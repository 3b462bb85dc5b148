/** `npm run bench:watch`: what a prober can do, and what a day of the shipped configuration takes of the free plan. */
import { parseArgs } from "node:util";
import { countedLines } from "./cost.ts";
import { countDay, type Day, exampleConfig, SHIPPED_DAY } from "./watch-day.ts";
import { measureProber, type Pace } from "./watch-load.ts";

interface Row {
  readonly what: string;
  readonly value: number;
  readonly free?: number;
}

const log = (line: string) => process.stderr.write(`${line}\n`);

process.once("uncaughtException", (error: Error) => {
  log(error.message);
  process.exitCode = 1;
});

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    probes: { type: "string", default: "4000" },
    interval: { type: "string", default: "5" },
    delay: { type: "string", default: "0" },
    seconds: { type: "string", default: "20" },
  },
});

function whole(option: "probes" | "interval" | "delay" | "seconds", least: number): number {
  const value = Number(values[option]);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`Cannot do --${option} ${JSON.stringify(values[option])}: expected a number from ${least}`);
}

function rowsOf({ perSecond, wantedPerSecond }: Pace, day: Day): Row[] {
  return [
    { what: `probes a second per Prober (${Math.round(wantedPerSecond)} asked)`, value: perSecond },
    ...countedLines(day).map(({ counted, ...line }) => ({ ...line, value: counted })),
  ];
}

function tableOf(rows: readonly Row[]): string {
  const number = (value: number) => Math.round(value).toLocaleString("en");
  const cells = rows.map(({ what, value, free }) => {
    const share = free === undefined ? ["", ""] : [number(free), `${((100 * value) / free).toFixed(1)} %`];
    return [what, number(value), ...share];
  });
  const all = [["", "measured", "free plan", "share"], ["---", "---:", "---:", "---:"], ...cells];
  return all.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

log("counting a day of the shipped configuration");
const day = countDay(exampleConfig(), SHIPPED_DAY);
const load = {
  probes: whole("probes", 1),
  intervalMs: whole("interval", 5) * 1_000,
  targetDelayMs: whole("delay", 0),
  measureMs: whole("seconds", 1) * 1_000,
};
// Starts come in slots of the interval: a share of one would count a burst or miss it.
if (load.measureMs % load.intervalMs !== 0)
  throw new Error("Cannot measure: --seconds must be a multiple of --interval");
const pace = await measureProber(load, log);
if (pace.down > 0) log(`${pace.down} probes were found down: the probes a second are not to be trusted`);
const rows = rowsOf(pace, day);
console.log(
  values.json ? JSON.stringify({ pace, load, day, assumed: SHIPPED_DAY, rows }, null, 2) : tableOf(rows),
);
