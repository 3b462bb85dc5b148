/** `npm run bench`: Farwatch beside a real Alertmanager, what is asked of it, and what a day of it takes. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasAlertmanager, INSTALL_HINT } from "../test/e2e/harness/alertmanager.ts";
import { endWithChildren } from "../test/e2e/harness/interrupt.ts";
import { bundleKiB } from "./bundle-size.ts";
import { measureCpu } from "./cpu.ts";
import { measureHeap, profile } from "./inspected.ts";
import { countLabDay } from "./lab-day.ts";
import { describeMachine } from "./machine.ts";
import type { Measured } from "./measured.ts";
import { type Effort, MANY } from "./measures.ts";
import { BENCH_USAGE, type BenchOptions, parseBench } from "./options.ts";
import { profileText, reportJson, reportText } from "./report.ts";
import { withMeasured } from "./results.ts";
import { playRound, type Round } from "./round.ts";
import { measureWork } from "./rows.ts";
import { Sink } from "./sink.ts";
import { measureStart } from "./startup.ts";

const FULL: Effort = { loadMs: 4_000, latencies: 200 };
const QUICK: Effort = { loadMs: 1_000, latencies: 50 };
const STARTS = 5;
const RESULTS = join(import.meta.dirname, "RESULTS.md");

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main(args: readonly string[]): Promise<void> {
  const options = parseBench(args);
  if (options === "help") return console.log(BENCH_USAGE);
  if (options.profile) return console.log(await withSink(profiles));
  const machine = describeMachine(new Date());
  const day = countLabDay();
  const measured = await withSink((sink) => measure(sink, options));
  const text = reportText(machine, measured, day);
  console.log(options.json ? reportJson(machine, measured, day) : text);
  if (options.write) writeFileSync(RESULTS, withMeasured(readFileSync(RESULTS, "utf8"), text));
}

async function withSink<T>(work: (sink: Sink) => Promise<T>): Promise<T> {
  const sink = await new Sink().start();
  try {
    return await work(sink);
  } finally {
    await sink.stop();
  }
}

async function measure(sink: Sink, options: BenchOptions): Promise<Measured> {
  if (!hasAlertmanager) say(`no Alertmanager to stand beside; to have one: ${INSTALL_HINT}`);
  const rounds = await playRounds(sink, options);
  say("rows written, heap, CPU of each kind of event, bundle, start");
  return {
    rounds,
    work: await measureWork(sink),
    heapMiB: await measureHeap(sink, MANY),
    cpu: await measureCpu(sink),
    bundleKiB: await bundleKiB(),
    startSeconds: await measureStart(options.quick ? 1 : STARTS),
  };
}

async function profiles(sink: Sink): Promise<string> {
  const { storm, singles } = await profile(sink, MANY);
  return [profileText("10,000 new alerts", storm), profileText("one alert in a request", singles)].join("\n");
}

async function playRounds(sink: Sink, { rounds, quick }: BenchOptions): Promise<Round[]> {
  const played: Round[] = [];
  for (let number = 1; number <= rounds; number++) {
    const tell = (what: string) => say(`round ${number} of ${rounds}: ${what}`);
    played.push(await playRound(sink, quick ? QUICK : FULL, hasAlertmanager, tell));
  }
  return played;
}

endWithChildren();
main(process.argv.slice(2)).catch((error: Error) => {
  say(error.message);
  process.exitCode = 1;
});
