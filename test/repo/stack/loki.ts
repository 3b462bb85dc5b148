import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import * as z from "zod";
import { onLoopback } from "../../../compose/grafana/pictures/loki-config.ts";
import type { Labels } from "../../../src/alert/labels.ts";
import { freePort } from "../../e2e/harness/free-port.ts";
import { until } from "../../e2e/harness/until.ts";
import type { Line } from "./logql.ts";

/** A busy machine needs about ten seconds. */
const START_MS = 60_000;

const rulesAnswer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            health: z.string(),
            lastEvaluation: z.string(),
            alerts: z.array(
              z.object({
                labels: z.record(z.string(), z.string()),
                annotations: z.record(z.string(), z.string()),
                state: z.string(),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
});

const queryAnswer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()).optional(),
        stream: z.record(z.string(), z.string()).optional(),
      }),
    ),
  }),
});

/** How far back a query looks. */
const HOUR_MS = 3_600_000;

export type RuledAlert = z.infer<typeof rulesAnswer>["data"]["groups"][number]["rules"][number];

/** A Loki of its own on loopback, that evaluates a folder of rules each second. */
export class Loki {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #url: string;

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child;
    this.#folder = folder;
    this.#url = url;
  }

  static async start(program: string, rules: string): Promise<Loki> {
    const folder = mkdtempSync(join(tmpdir(), "farwatch-loki-"));
    mkdirSync(join(folder, "rules"));
    // Without tenants, the ruler looks for the rules of one named "fake".
    cpSync(rules, join(folder, "rules/fake"), { recursive: true });
    const [port, grpcPort] = [await freePort(), await freePort()];
    writeFileSync(join(folder, "loki.yaml"), stringify(configIn(folder, port, grpcPort)));
    const child = spawn(program, [`-config.file=${join(folder, "loki.yaml")}`], { stdio: "ignore" });
    const loki = new Loki(child, folder, `http://127.0.0.1:${port}`);
    await until("Loki to be ready", () => loki.#isReady(), { timeoutMs: START_MS });
    return loki;
  }

  /** Stores lines, all of them within the last second; Loki keeps equal lines of one moment once. */
  async push(lines: readonly Line[]): Promise<void> {
    const start = BigInt(Date.now() - 1_000) * 1_000_000n;
    const streams = Map.groupBy(lines, ({ labels }) => JSON.stringify(labels));
    const body = [...streams.values()].map((stream) => ({
      stream: stream[0]?.labels,
      values: stream.map(({ text }, index) => [String(start + BigInt(index)), text]),
    }));
    const response = await fetch(`${this.#url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ streams: body }),
    });
    if (!response.ok) throw new Error(`Cannot push lines: ${response.status} ${await response.text()}`);
  }

  /** What the ruler says of each rule in an evaluation that began after now. */
  async evaluate(): Promise<readonly RuledAlert[]> {
    const now = Date.now();
    return until("an evaluation of the rules", async () => {
      const rules = await this.#rules();
      const isFresh = ({ lastEvaluation }: RuledAlert) => Date.parse(lastEvaluation) > now;
      return rules.length > 0 && rules.every(isFresh) && rules;
    });
  }

  /** The labels of each series or stream that a query finds in the last hour; at one moment, or over the time. */
  async query(expr: string, kind: "instant" | "range"): Promise<readonly Labels[]> {
    const [start, end] = [Date.now() - HOUR_MS, Date.now() + 1_000].map((ms) => String(ms * 1_000_000));
    const path = kind === "range" ? "query_range" : "query";
    const asked = new URLSearchParams({ query: expr, start: start ?? "", end: end ?? "", step: "60" });
    const response = await fetch(`${this.#url}/loki/api/v1/${path}?${asked}`);
    if (!response.ok) throw new Error(`Cannot query "${expr}": ${await response.text()}`);
    const { result } = queryAnswer.parse(await response.json()).data;
    return result.map(({ metric, stream }) => metric ?? stream ?? {});
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      this.#child.kill("SIGKILL");
      await once(this.#child, "exit");
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #rules(): Promise<readonly RuledAlert[]> {
    const response = await fetch(`${this.#url}/prometheus/api/v1/rules`);
    return rulesAnswer.parse(await response.json()).data.groups.flatMap(({ rules }) => rules);
  }

  async #isReady(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error(`Loki ended with ${this.#child.exitCode}`);
    const response = await fetch(`${this.#url}/ready`).catch(() => undefined);
    return response?.status === 200;
  }
}

/** The shipped loki.yaml without certificates, on folders of its own, with the limits that a test needs. */
function configIn(folder: string, port: number, grpcPort: number): unknown {
  return {
    ...onLoopback(folder, port, grpcPort),
    ruler: {
      rule_path: join(folder, "scratch"),
      evaluation_interval: "1s",
      poll_interval: "1s",
      enable_api: true,
      wal: { dir: join(folder, "wal") },
    },
  };
}
