import { join } from "node:path";
import type { Io } from "./check.ts";
import { CliError } from "./cli-error.ts";
import { parseCommandLine } from "./command-line.ts";
import { revoke } from "./pki-revoke.ts";

export const PKI_USAGE = "usage: farwatch pki revoke NAME [--state DIR]";

/** `farwatch pki revoke NAME`: a running edge refuses the certificate from its next request on. */
export async function runPki(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine("pki", args, {
    state: { type: "string", default: ".farwatch" },
    help: { type: "boolean", default: false },
  });
  if (values.help === true) {
    io.stdout(`${PKI_USAGE}\n`);
    return 0;
  }
  const [action, name, extra] = positionals;
  if (action === undefined) throw new CliError(PKI_USAGE);
  if (action !== "revoke")
    throw new CliError(`Cannot do "pki ${action}": the only action is revoke; ${PKI_USAGE}`);
  if (name === undefined) throw new CliError(`Cannot revoke without a name; ${PKI_USAGE}`);
  if (extra !== undefined) throw new CliError(`Cannot use the argument "${extra}"; ${PKI_USAGE}`);
  const dir = join(String(values.state), "pki");
  const changed = await revoke(dir, name, Date.now());
  io.stdout(changed ? revoked(dir, name) : `"${name}" is already revoked\n`);
  return 0;
}

function revoked(dir: string, name: string): string {
  const files = `${name}.crt, ${name}.previous.crt and ${name}.key`;
  return `Revoked "${name}" in ${join(dir, "ca.crl")}. For a new one remove ${files} from ${dir} and start again.\n`;
}
