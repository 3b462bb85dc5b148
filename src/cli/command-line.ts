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
  const line = parsed(command, args, options);
  const [empty] = Object.entries(line.values).find(([, value]) => value === "") ?? [];
  if (empty !== undefined) throw new CliError(`farwatch ${command}: Cannot use --${empty} "": it is empty`);
  return line;
}

function parsed(command: string, args: readonly string[], options: ParseArgsOptionsConfig): CommandLine {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new CliError(`farwatch ${command}: ${sentence}`);
  }
}

/** For commands that take options alone. */
export function refusePositionals(command: string, [extra]: readonly string[]): void {
  if (extra !== undefined) throw new CliError(`farwatch ${command}: Cannot use the argument "${extra}"`);
}

/** What an option was given; undefined when it was not. */
export function textOf(values: CommandLine["values"], name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}
