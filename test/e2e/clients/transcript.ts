/** A command, and what it prints: its output, what it says of failures, and its exit code in brackets unless 0. */
export interface Step {
  readonly args: readonly string[];
  /** File that takes the output. */
  readonly into?: string;
  /** A line of it that ends in `...` leaves its end open. */
  readonly prints: readonly string[];
}

/**
 * Reads what somebody saw in a terminal: a line that begins with `$ amtool` is a command, what follows it is what it
 * prints. `#` begins a remark; `0.25.0| ` stands before what only that version prints.
 */
export function readTranscript(text: string, version: string): readonly Step[] {
  const [, ...parts] = `\n${text}`.split("\n$ amtool ");
  return parts.map((part) => {
    const [command = "", ...lines] = part.split("\n");
    const [, words = command, into] = /^(.*) > (\S+\.json)$/.exec(command) ?? [];
    const prints = lines.filter((line) => !/^(?:#|$)/.test(line)).flatMap((line) => lineFor(line, version));
    return { args: wordsOf(words), ...(into === undefined ? {} : { into }), prints };
  });
}

function lineFor(line: string, version: string): readonly string[] {
  const [, only, rest = ""] = /^(\d+\.\d+\.\d+)\| (.*)$/.exec(line) ?? [];
  if (only === undefined) return [line];
  return only === version ? [rest] : [];
}

/** As a shell would, with single quotes alone. */
function wordsOf(command: string): string[] {
  const words = command.matchAll(/(?:[^\s']|'[^']*')+/g);
  return [...words].map(([word]) => word.replaceAll("'", ""));
}

/** The lines of an output, without empty ones and without what tables put at the ends of theirs. */
export function linesOf(output: string): string[] {
  return output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
}

/** What was printed, with each end that the transcript leaves open left out. */
export function withOpenEnds(printed: readonly string[], { prints }: Step): readonly string[] {
  return printed.map((line, index) => {
    const wanted = prints[index] ?? "";
    return wanted.endsWith("...") && line.startsWith(wanted.slice(0, -"...".length)) ? wanted : line;
  });
}
