import { join, resolve } from "node:path";
import type { ParseArgsOptionsConfig } from "node:util";
import { type CommandLine, parseCommandLine } from "../command-line.ts";

/** Where the files of one clone lie. */
export interface Project {
  readonly root: string;
  /** Holds compose.yaml, and what is rendered and issued for it. */
  readonly compose: string;
  readonly inventory: string;
}

/** Options that every `stack` command takes. */
export const projectOptions = {
  inventory: { type: "string" },
  project: { type: "string", default: resolve(import.meta.dirname, "../../..") },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsOptionsConfig;

export interface StackCommandLine extends CommandLine {
  readonly project: Project;
}

/** Reads the arguments of `stack NAME`; "help" when that is what was asked for. */
export function parseStack(
  name: string,
  args: readonly string[],
  options: ParseArgsOptionsConfig = {},
): StackCommandLine | "help" {
  const line = parseCommandLine(`stack ${name}`, args, { ...projectOptions, ...options });
  if (line.values["help"] === true) return "help";
  const root = String(line.values["project"]);
  const compose = join(root, "compose");
  const inventory = String(line.values["inventory"] ?? join(compose, "inventory.yaml"));
  return { ...line, project: { root, compose, inventory } };
}
