import { runBackup } from "./backup.ts";
import { type Io, runCheck } from "./check.ts";
import { CliError } from "./cli-error.ts";
import { runDeliveries } from "./deliveries.ts";
import { runDoctor } from "./doctor/doctor.ts";
import { runDrill } from "./drill/drill.ts";
import { runPki } from "./pki-command.ts";
import { runRestore } from "./restore.ts";
import { runRoutes } from "./routes/routes.ts";
import { runStack } from "./stack/stack.ts";
import { runStart } from "./start.ts";

export const USAGE = `usage: farwatch <command> [options]

  start             run the local edge; --help lists its options
  check             list errors and warnings of the configuration; [--config DIR|FILE] [--json] [--secrets]
  routes show       the routing tree; [--config DIR|FILE] [--json]
  routes test L=V   who gets an alert of these labels; [--at TIME] [--json] [--batch FILE], --help lists more
  pki revoke NAME   refuse a client certificate from now on; [--state DIR]
  pki csr NAME      make a key and a request (CSR) for a client certificate that another authority signs; [--out DIR]
  pki sign FILE     make a client certificate of a request (CSR), on stdout; [--state DIR]
  deliveries        what was sent, what failed and what waits; [--follow] [--failed] [--json], --help lists more
  drill             send a test alert through the whole path, and time each stage; [--severity S], --help lists more
  doctor --url URL  call a deployed edge and say what is wrong with it; --help lists its options
  backup --out FILE write a local edge's state into an archive, while it runs or not; [--state DIR]
  restore FILE      make a backup the state of a local edge that does not run; [--state DIR] [--force]
  stack COMMAND     render, certify, check and start Bastion's stack; --help lists the commands
  help              this text`;

type Command = (args: string[], io: Io) => Promise<number>;

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["start", runStart],
  ["check", runCheck],
  ["routes", runRoutes],
  ["pki", runPki],
  ["deliveries", runDeliveries],
  ["drill", runDrill],
  ["doctor", runDoctor],
  ["backup", runBackup],
  ["restore", runRestore],
  ["stack", runStack],
]);

/** Runs one command; the answer is the exit code. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name = "help", ...rest] = args;
  if (["help", "--help", "-h"].includes(name)) {
    io.stdout(`${USAGE}\n`);
    return 0;
  }
  const command = commands.get(name);
  if (command === undefined) {
    io.stderr(`Cannot run "${name}": the commands are ${[...commands.keys(), "help"].join(", ")}\n`);
    return 1;
  }
  try {
    return await command(rest, io);
  } catch (error) {
    // Only what we foresaw is told in one line; a fault of ours shows where it is.
    const told =
      error instanceof CliError ? error.message : error instanceof Error ? error.stack : String(error);
    io.stderr(`${told}\n`);
    return 1;
  }
}

if (import.meta.main) {
  // Whoever read our output may go away first; that is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.exitCode = await main(process.argv.slice(2), {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    env: process.env,
  });
}
