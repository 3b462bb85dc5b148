import { createReadStream } from "node:fs";
import type { Io } from "../check.ts";
import { CliError, reasonOf } from "../cli-error.ts";
import { answersFor } from "./answer.ts";
import { linesOf } from "./lines.ts";
import type { Routing } from "./load.ts";
import { readQuestion } from "./question.ts";

const STDIN = "-";

/** Answers each line of the file with one line; the first that cannot be read ends it. */
export async function answerBatch(
  file: string,
  routing: Routing,
  io: Io,
  defaultTime: () => number,
): Promise<void> {
  const name = file === STDIN ? "standard input" : file;
  let number = 0;
  for await (const line of linesOf(piecesOf(file))) {
    number += 1;
    if (line.trim() === "") continue;
    const question = readQuestion(line);
    if (!question.ok) throw new CliError(`Cannot test line ${number} of ${name}: ${question.error}`);
    const { labels, at } = question.value;
    io.stdout(`${JSON.stringify(answersFor(routing, labels, at ?? defaultTime()))}\n`);
  }
}

async function* piecesOf(file: string): AsyncGenerator<string> {
  const stream = file === STDIN ? process.stdin.setEncoding("utf8") : createReadStream(file, "utf8");
  try {
    yield* stream;
  } catch (error) {
    throw new CliError(`Cannot read ${file}: ${reasonOf(error)}`);
  }
}
