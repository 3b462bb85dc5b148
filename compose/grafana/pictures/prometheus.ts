import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { freePort } from "../../../test/e2e/harness/free-port.ts";
import { until } from "../../../test/e2e/harness/until.ts";
import type { Labels } from "./day/series.ts";
import { type Samples, writeOpenMetrics } from "./openmetrics.ts";

const START_MS = 60_000;

/** Epoch seconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** A series as a query answers. */
export interface Answered {
  readonly labels: Labels;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

const point = z.tuple([z.number(), z.string().transform(Number)]);
const answer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: point.optional(),
        values: z.array(point).optional(),
      }),
    ),
  }),
});

/** A Prometheus on loopback that scrapes nothing and evaluates nothing: it answers from blocks that were made for it. */
export class Prometheus {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #url = "";

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes blocks of samples, and answers with them too. */
  async load(all: Iterable<Samples>): Promise<void> {
    await this.stop();
    const file = join(this.#folder, "samples.txt");
    writeOpenMetrics(file, all);
    // One block, for the file is read anew for each.
    const command = "tsdb create-blocks-from --max-block-duration=744h --quiet openmetrics";
    execFileSync("promtool", [...command.split(" "), file, this.#data], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    rmSync(file);
    await this.#start();
  }

  async range(expr: string, { from, to, step }: TimeRange): Promise<readonly Answered[]> {
    return this.#ask("query_range", { query: expr, start: `${from}`, end: `${to}`, step: `${step}` });
  }

  async instant(expr: string, time: number): Promise<readonly Answered[]> {
    return this.#ask("query", { query: expr, time: `${time}` });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  get #data(): string {
    return join(this.#folder, "data");
  }

  async #ask(path: string, asked: Readonly<Record<string, string>>): Promise<readonly Answered[]> {
    const response = await fetch(`${this.#url}/api/v1/${path}`, {
      method: "POST",
      body: new URLSearchParams(asked),
    });
    if (!response.ok) throw new Error(`Cannot query "${asked["query"]}": ${await response.text()}`);
    return answeredIn(await response.json());
  }

  /** Answers from the blocks that are there. */
  async #start(): Promise<void> {
    const port = await freePort();
    const config = join(this.#folder, "prometheus.yml");
    writeFileSync(config, "{}\n");
    const flags = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${this.#data}`,
      "--storage.tsdb.retention.time=100y",
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ];
    this.#url = `http://127.0.0.1:${port}`;
    this.#child = spawn("prometheus", flags, { stdio: ["ignore", "ignore", "inherit"] });
    await ready(`${this.#url}/-/ready`, this.#child);
  }
}

/** The series of an answer; Loki's are as Prometheus's. */
export function answeredIn(json: unknown): readonly Answered[] {
  return answer.parse(json).data.result.map(({ metric, value, values }) => ({
    labels: metric,
    points: values ?? (value === undefined ? [] : [value]),
  }));
}

/** Asks until a program answers, or has ended. */
export async function ready(url: string, child: ChildProcess): Promise<void> {
  const isReady = async () => {
    if (child.exitCode !== null)
      throw new Error(`Cannot start ${child.spawnfile}: it ended with ${child.exitCode}`);
    return (await fetch(url).catch(() => undefined))?.status === 200;
  };
  await until(`${child.spawnfile} to answer at "${url}"`, isReady, { timeoutMs: START_MS });
}
