import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { CliError } from "./cli-error.ts";

export interface CommandLine {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** Node's parser, with our sentence for what it refuses. */
export function parseCommandLine(
  command: string,
  args: readonly string[],
  options: ParseArgsOptionsConfig,
): CommandLine {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new CliError(`farwatch ${command}: ${sentence}`);
  }
}
