import type { Io } from "../check.ts";
import { CliError } from "../cli-error.ts";
import { runStackBundle } from "./bundle.ts";
import { runStackCheck } from "./check-command.ts";
import { runStackPki } from "./pki-command.ts";
import { runStackRender } from "./render-command.ts";
import { runStackUp } from "./up.ts";

export const STACK_USAGE = `usage: farwatch stack <command> [--inventory FILE]

  render            write what follows from the inventory; [--check] only says what is stale
  pki               make and renew certificates
  bundle HOST       one archive with all that a remote host needs
  check             what is stale, missing or without a target, panel or alert; [--live] [--json]
  up                render, pki, check, then docker compose up; [--dry-run] [--verbose]`;

const commands = {
  render: runStackRender,
  pki: runStackPki,
  bundle: runStackBundle,
  check: runStackCheck,
  up: runStackUp,
} satisfies Record<string, (args: string[], io: Io) => Promise<number>>;

/** `farwatch stack COMMAND`: the tool of the Compose project. */
export async function runStack(args: string[], io: Io): Promise<number> {
  const [name = "help", ...rest] = args;
  if (["help", "--help", "-h"].includes(name)) {
    io.stdout(`${STACK_USAGE}\n`);
    return 0;
  }
  const [, command] = Object.entries(commands).find(([known]) => known === name) ?? [];
  if (command === undefined) {
    throw new CliError(`Cannot do "stack ${name}": the commands are ${Object.keys(commands).join(", ")}`);
  }
  return command(rest, io);
}
