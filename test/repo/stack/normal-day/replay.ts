import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Labels } from "../../../../src/alert/labels.ts";
import { filesIn, root } from "../../source.ts";
import { at, yamlOf } from "../value.ts";
import { DAY, MINUTES, notation, type Series, selectorOf } from "./series.ts";

const RULES = "compose/prometheus/rules";

/** Of what promtool prints: the Watchdog alone is a paragraph for each evaluation. */
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/** Minutes from one evaluation to the next. One would take twice as long, and finds the same. */
const STEP = 2;

/** What fires at a minute of the day that counts. */
export interface Moment {
  readonly minute: number;
  readonly firing: readonly Labels[];
}

/**
 * Lets promtool evaluate the rule files on the series and asks it what fires after each evaluation. It knows one
 * interval for all groups.
 */
export async function replay(promtool: string, series: readonly Series[]): Promise<readonly Moment[]> {
  const folder = await mkdtemp(join(tmpdir(), "normal-day-"));
  try {
    const file = join(folder, "day.yaml");
    await writeFile(file, stringify(testOf(series), { lineWidth: 0, aliasDuplicateObjects: false }));
    return momentsIn(await run(promtool, file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function testOf(series: readonly Series[]) {
  const files = filesIn(RULES, ".yaml").map(({ path }) => path);
  return {
    rule_files: files.map((path) => join(root, RULES, path)),
    evaluation_interval: `${STEP}m`,
    // What is recorded comes first; without this the order is another one in each run.
    group_eval_order: files.toSorted(recordingsFirst).flatMap(groupsIn),
    tests: [
      {
        interval: "1m",
        input_series: series.map((one) => ({ series: selectorOf(one), values: notation(one.values) })),
        // Nothing is expected, so all that fires is a difference, and printed.
        promql_expr_test: Array.from({ length: DAY / STEP }, (_, step) => ({
          expr: 'ALERTS{alertstate="firing"}',
          eval_time: `${MINUTES - DAY + STEP * step}m`,
        })),
      },
    ],
  };
}

function recordingsFirst(one: string, other: string): number {
  return Number(other.startsWith("recording")) - Number(one.startsWith("recording"));
}

function groupsIn(path: string): readonly string[] {
  const groups = at(yamlOf(`${RULES}/${path}`), "groups");
  return Array.isArray(groups) ? groups.map((group) => String(at(group, "name"))) : [];
}

function run(promtool: string, file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(promtool, ["test", "rules", file], { maxBuffer: MAX_OUTPUT_BYTES }, (error, stdout, stderr) => {
      const text = stdout + stderr;
      // It fails by design; what it cannot read it says otherwise.
      if (error !== null && !text.includes("exp: nil"))
        reject(new Error(`promtool: ${text.slice(0, 2_000)}`));
      else resolve(text);
    });
  });
}

const difference = /time: (\S+),\s+exp: nil\s+got: (.*)/g;
const sample = /\{(.*?)\} [\d.E+]+(?:, (?=\{)|$)/g;
const label = /(\w+)=("(?:[^"\\]|\\.)*")/g;

function momentsIn(output: string): readonly Moment[] {
  return [...output.matchAll(difference)].map(([, time = "", got = ""]) => ({
    minute: minutesOf(time) - (MINUTES - DAY),
    firing: [...got.matchAll(sample)].map(([, labels = ""]) => labelsOf(labels)),
  }));
}

/** `ALERTS` less what Prometheus adds to it. */
function labelsOf(text: string): Labels {
  const pairs = [...text.matchAll(label)].map(([, name = "", value = '""']) => [name, JSON.parse(value)]);
  const { __name__: _, alertstate: __, ...labels } = Object.fromEntries(pairs);
  return labels;
}

const unitMinutes: Readonly<Record<string, number>> = { d: DAY, h: 60, m: 1 };

/** `1d2h3m`. */
function minutesOf(time: string): number {
  return [...time.matchAll(/(\d+)([dhm])/g)].reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (unitMinutes[unit] ?? 0),
    0,
  );
}
