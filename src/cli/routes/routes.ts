import type { Io } from "../check.ts";
import { CliError } from "../cli-error.ts";
import { runRoutesShow } from "./show-command.ts";
import { runRoutesTest } from "./test-command.ts";

export const ROUTES_USAGE = `usage: farwatch routes <command> [--config DIR|FILE] [--json]

  show                      the routing tree, with what each route inherits when told --json
  test label=value ...      the receivers of an alert with these labels, in match order
    --at TIME               not now but then (RFC 3339): it decides what time intervals mute, shown by --json
    --batch FILE            one {"labels": {...}, "at": "TIME"} a line, each answered with one line of JSON;
                            - reads standard input`;

const commands = {
  show: runRoutesShow,
  test: runRoutesTest,
} satisfies Record<string, (args: string[], io: Io) => Promise<number>>;

/** `farwatch routes COMMAND`: where alerts go, before they do. */
export async function runRoutes(args: readonly string[], io: Io): Promise<number> {
  const [name = "help", ...rest] = args;
  if (name === "help" || args.includes("--help") || args.includes("-h")) {
    io.stdout(`${ROUTES_USAGE}\n`);
    return 0;
  }
  const [, command] = Object.entries(commands).find(([known]) => known === name) ?? [];
  if (command === undefined) {
    throw new CliError(`Cannot do "routes ${name}": the commands are ${Object.keys(commands).join(", ")}`);
  }
  return command(rest, io);
}
