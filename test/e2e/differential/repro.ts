import type { Case } from "./case.ts";
import { type Common, configurationOf } from "./configuration.ts";
import type { Disagreement } from "./judge.ts";
import { type Asked, type Dated, requestOf } from "./requests.ts";
import { AT, edgeAt, momentOf } from "./timeline.ts";

const PRELUDE = `T0=$(date +%s%3N)
after() { sleep "$(echo "($T0 + $1 - $(date +%s%3N)) / 1000" | bc -l)"; }
at() { date -u -d "@$(echo "($T0 + $1) / 1000" | bc -l)" +%FT%T.%3NZ; }
ask() { curl -sS -H 'Content-Type: application/json' "$@"; echo; }`;

/** What to write down of a disagreement: the configuration, the requests as a shell would make them, both answers. */
export function reproOf(smallest: Case, common: Common, beatMs: number, found: Disagreement): string {
  const [alertmanager, farwatch] = found.whole;
  return [
    `--- ${smallest.id}: ${placeOf(found)}`,
    "--- routing.yaml",
    configurationOf([smallest], common, beatMs, "http://127.0.0.1:9099").trimEnd(),
    "--- steps, with $URL of either",
    PRELUDE,
    ...smallest.steps.flatMap((_, beat) => lineOf(smallest, beat, beatMs)),
    "--- Alertmanager",
    JSON.stringify(alertmanager, null, 1) ?? "nothing",
    "--- Farwatch",
    JSON.stringify(farwatch, null, 1) ?? "nothing",
  ].join("\n");
}

/** In one line: when, in what, where, and what stands there. */
export function placeOf({ beat, what, path, alertmanager, farwatch }: Disagreement): string {
  const [theirs, ours] = [alertmanager, farwatch].map(
    (one) => JSON.stringify(one)?.slice(0, 200) ?? "nothing",
  );
  return `beat ${beat.toFixed(2)}, ${what}, at ${path}: ${theirs} against ${ours}`;
}

function lineOf({ steps }: Case, beat: number, beatMs: number): readonly string[] {
  const step = steps[beat];
  if (step === undefined) return [];
  const known = steps.slice(0, beat).some((one) => one.op === "silence" && isSame(one.silence.name, step));
  const asked = requestOf(step, placeholderIn(beatMs), (name) => (known ? `$${name}` : undefined));
  if (asked === undefined) return [];
  const slot = step.op === "post" ? step.slot : 0;
  const wait = `after ${momentOf({ startedAt: 0, beatMs }, beat + slot * AT.slot)}`;
  const call = curl(asked);
  if (step.op !== "silence") return [`${wait}; ${call}`];
  return [`${wait}; ${step.silence.name}=$(${call} | tee /dev/stderr | jq -r .silenceID)`];
}

function isSame(name: string, step: Case["steps"][number]): boolean {
  if (step.op === "silence") return step.silence.name === name;
  return step.op === "expire" && step.name === name;
}

function placeholderIn(beatMs: number): Dated {
  return ({ beat }, mark = 0) => `$(at ${edgeAt({ startedAt: 0, beatMs }, beat, mark)})`;
}

/** In double quotes, so that the shell fills in times and ids. */
function curl({ method, path, body }: Asked): string {
  const verb = method === "DELETE" ? "-X DELETE " : "";
  const data = body === undefined ? "" : ` -d ${quoted(JSON.stringify(body))}`;
  return `ask ${verb}${quoted(`$URL/api/v2${path}`)}${data}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"`]|\$(?!\(at |URL|s\d)/g, "\\$&")}"`;
}
