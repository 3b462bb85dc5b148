import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { freePort } from "../../../test/e2e/harness/free-port.ts";
import { until } from "../../../test/e2e/harness/until.ts";
import type { Labels } from "./day/series.ts";
import { configIn } from "./loki-config.ts";
import { type Answered, answeredIn, ready, type TimeRange } from "./prometheus.ts";

/** One push; Loki takes 4 MB of a stream in it. */
const LINES_OF_A_PUSH = 2_000;
/** What a panel of lines can show, and a little more. */
const MAX_LINES = 100;
const STORE_MS = 30_000;

export interface Line {
  readonly labels: Labels;
  /** Milliseconds of the epoch. */
  readonly at: number;
  readonly text: string;
  readonly level: string;
}

const streams = z.object({
  data: z.object({
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string(), z.string()])),
      }),
    ),
  }),
});

/** A Loki on loopback that takes lines of any time. */
export class Loki {
  readonly #child: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  static async start(program: string, folder: string): Promise<Loki> {
    const [port, grpcPort] = [await freePort(), await freePort()];
    const file = join(folder, "loki.yaml");
    writeFileSync(file, configIn(folder, port, grpcPort));
    const child = spawn(program, [`-config.file=${file}`], { stdio: "ignore" });
    const url = `http://127.0.0.1:${port}`;
    await ready(`${url}/ready`, child);
    return new Loki(child, url);
  }

  /** Lines of a stream have to be in the order of their times; none may be there twice. */
  async push(lines: readonly Line[]): Promise<void> {
    for (let from = 0; from < lines.length; from += LINES_OF_A_PUSH) {
      const byStream = Map.groupBy(lines.slice(from, from + LINES_OF_A_PUSH), ({ labels }) =>
        JSON.stringify(labels),
      );
      const streams = [...byStream.values()].map((own) => ({
        stream: own[0]?.labels,
        values: own.map(({ at, text, level }) => [`${at}000000`, text, { detected_level: level }]),
      }));
      await this.#post("loki/api/v1/push", JSON.stringify({ streams }));
    }
    await this.#stored(lines);
  }

  async range(query: string, { from, to, step }: TimeRange): Promise<readonly Answered[]> {
    return this.#numbers("query_range", { query, start: `${from}`, end: `${to}`, step: `${step}` });
  }

  async instant(query: string, time: number): Promise<readonly Answered[]> {
    return this.#numbers("query", { query, time: `${time}` });
  }

  /** The newest lines, the newest first. */
  async lines(query: string, { from, to }: TimeRange): Promise<readonly Line[]> {
    const asked = { query, start: `${from}`, end: `${to}`, limit: `${MAX_LINES}`, direction: "backward" };
    const found = streams
      .parse(await this.#ask("query_range", asked))
      .data.result.flatMap(({ stream, values }) =>
        values.map(([nanoseconds, text]) => ({
          labels: stream,
          at: Number(nanoseconds.slice(0, -6)),
          text,
          level: stream["detected_level"] ?? "unknown",
        })),
      );
    return found.toSorted((a, b) => b.at - a.at || (a.text < b.text ? -1 : 1));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }

  /** Lines as old as these are looked for in the store alone, and it takes its time to get there. */
  async #stored(lines: readonly Line[]): Promise<void> {
    await this.#post("flush", "");
    const end = Math.ceil((lines.at(-1)?.at ?? 0) / 1000) + 1;
    const areStored = async () => {
      const [counted] = await this.instant('sum(count_over_time({host=~".+"}[48h]))', end);
      return counted?.points[0]?.[1] === lines.length;
    };
    await until(`${lines.length} lines to be found again`, areStored, { timeoutMs: STORE_MS });
  }

  async #post(path: string, body: string): Promise<void> {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${this.#url}/${path}`, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`Cannot post to ${path}: ${response.status} ${await response.text()}`);
  }

  async #numbers(path: string, asked: Readonly<Record<string, string>>): Promise<readonly Answered[]> {
    return answeredIn(await this.#ask(path, asked));
  }

  async #ask(path: string, asked: Readonly<Record<string, string>>): Promise<unknown> {
    const response = await fetch(`${this.#url}/loki/api/v1/${path}?${new URLSearchParams(asked)}`);
    if (!response.ok) throw new Error(`Cannot query "${asked["query"]}": ${await response.text()}`);
    return response.json();
  }
}
