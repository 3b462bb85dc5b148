import type { Io } from "../check.ts";
import { CliError } from "../cli-error.ts";
import { parseCommandLine } from "../command-line.ts";
import { answersFor } from "./answer.ts";
import { answerBatch } from "./batch.ts";
import { loadRouting } from "./load.ts";
import { readTime } from "./question.ts";
import { readLabelArguments } from "./read-labels.ts";

/** `farwatch routes test`: where an alert of these labels goes, or each alert of a batch. */
export async function runRoutesTest(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine("routes test", args, {
    config: { type: "string", default: "config" },
    at: { type: "string" },
    batch: { type: "string" },
    json: { type: "boolean", default: false },
  });
  const clock = readClock(values["at"]);
  const batch = values["batch"];
  const [extra] = positionals;
  if (batch !== undefined && extra !== undefined)
    throw new CliError(`farwatch routes test: Cannot use the label "${extra}" beside --batch`);
  const labels = readLabelArguments(positionals);
  const routing = await loadRouting(String(values["config"]));
  if (batch !== undefined) {
    await answerBatch(String(batch), routing, io, clock);
    return 0;
  }
  const answers = answersFor(routing, labels, clock());
  const text = answers.map(({ receiver }) => receiver).join(",");
  io.stdout(`${values["json"] === true ? JSON.stringify(answers) : text}\n`);
  return 0;
}

function readClock(at: unknown): () => number {
  if (typeof at !== "string") return Date.now;
  const time = readTime(at);
  if (!time.ok) throw new CliError(`farwatch routes test: Cannot use --at: ${time.error}`);
  return () => time.value;
}
