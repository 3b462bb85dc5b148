import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Io } from "./check.ts";
import { CliError } from "./cli-error.ts";
import { parseCommandLine } from "./command-line.ts";
import { runPkiCsr } from "./pki-csr.ts";
import { revoke } from "./pki-revoke.ts";
import { signedHint, signRequest } from "./pki-sign.ts";

export const PKI_USAGE =
  "usage: farwatch pki revoke NAME | sign CSR-FILE [--state DIR] | csr NAME [--out DIR]";

/** `farwatch pki`: takes a client certificate out of use, or makes one for a key that somebody else holds; `csr` stands by itself. */
export async function runPki(args: readonly string[], io: Io): Promise<number> {
  if (args[0] === "csr") return runPkiCsr(args.slice(1), io);
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
  if (action !== "revoke" && action !== "sign")
    throw new CliError(`Cannot do "pki ${action}": the actions are revoke, sign and csr; ${PKI_USAGE}`);
  if (name === undefined)
    throw new CliError(`Cannot ${action} without a ${action === "sign" ? "CSR-FILE" : "name"}; ${PKI_USAGE}`);
  if (extra !== undefined) throw new CliError(`Cannot use the argument "${extra}"; ${PKI_USAGE}`);
  const dir = join(String(values.state), "pki");
  return action === "sign" ? runSign(dir, name, io) : runRevoke(dir, name, io);
}

/** A running edge refuses the certificate from its next request on. */
async function runRevoke(dir: string, name: string, io: Io): Promise<number> {
  const changed = await revoke(dir, name, Date.now());
  io.stdout(changed ? await revoked(dir, name) : `"${name}" is already revoked\n`);
  return 0;
}

/** The certificate alone goes to stdout, so that it can be sent into a file. */
async function runSign(dir: string, file: string, io: Io): Promise<number> {
  const signed = await signRequest(dir, file, Date.now());
  io.stdout(signed.certificate);
  io.stderr(signedHint(signed));
  return 0;
}

/** What was signed for a key of somebody else's has no key here, and no start makes it anew. */
async function revoked(dir: string, name: string): Promise<string> {
  const there = await readdir(dir);
  const files = ["crt", "previous.crt", "key"]
    .map((end) => `${name}.${end}`)
    .filter((file) => there.includes(file));
  const next = files.includes(`${name}.key`)
    ? `remove ${listed(files)} from ${dir} and start again`
    : "have another request signed: farwatch pki sign";
  return `Revoked "${name}" in ${join(dir, "ca.crl")}. For a new one ${next}.\n`;
}

function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), names.at(-1)].filter((part) => part !== "").join(" and ");
}
