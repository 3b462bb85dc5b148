import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Io } from "../check.ts";
import { CliError, reasonOf } from "../cli-error.ts";
import { type Inventory, readInventory } from "./inventory.ts";
import { ensureStackPki, type PkiOptions } from "./pki.ts";
import { toldAdvice, toldBundles, toldDone } from "./pki-report.ts";
import { revokeStack } from "./pki-revoke.ts";
import { parseStack } from "./project.ts";

export const STACK_PKI_USAGE = `usage: farwatch stack pki [--inventory FILE] [--passphrase-file FILE]
       farwatch stack pki revoke HOST/HOLDER | operators/NAME`;

/** A .p12 can be guessed at offline; the random one has 24. */
export const MIN_PASSPHRASE_CHARS = 12;

/** `farwatch stack pki`: makes and renews what the inventory asks for, or revokes one certificate. */
export async function runStackPki(args: readonly string[], io: Io): Promise<number> {
  const line = parseStack("pki", args, { "passphrase-file": { type: "string" } });
  if (line === "help") {
    io.stdout(`${STACK_PKI_USAGE}\n`);
    return 0;
  }
  const { values, positionals, project } = line;
  const dir = join(project.compose, "pki");
  const [action, target, extra] = positionals;
  if (action !== undefined) {
    checkRevoke(action, target, extra);
    return runRevoke(dir, String(target), io);
  }
  const file = values["passphrase-file"];
  const passphrase = file === undefined ? undefined : await readPassphrase(String(file));
  const inventory = readInventory(project.inventory);
  return report(inventory, dir, io, {
    now: Date.now(),
    mayChown: process.getuid?.() === 0,
    ...(passphrase !== undefined && { passphrase }),
  });
}

async function report(inventory: Inventory, dir: string, io: Io, options: PkiOptions): Promise<number> {
  const outcome = await ensureStackPki(inventory, dir, options);
  for (const line of toldDone(outcome, options.passphrase !== undefined)) io.stdout(`${line}\n`);
  const hosts = inventory.agents.map(({ name }) => name);
  const bundles = toldBundles(outcome, hosts);
  if (bundles !== undefined) io.stdout(`${bundles}\n`);
  for (const line of toldAdvice(outcome, dir)) io.stderr(`${line}\n`);
  return 0;
}

function checkRevoke(action: string, target: string | undefined, extra: string | undefined): void {
  if (action !== "revoke")
    throw new CliError(`Cannot do "stack pki ${action}": the only action is revoke; ${STACK_PKI_USAGE}`);
  if (target === undefined) throw new CliError(`Cannot revoke without a name; ${STACK_PKI_USAGE}`);
  if (extra !== undefined) throw new CliError(`Cannot use the argument "${extra}"; ${STACK_PKI_USAGE}`);
}

async function runRevoke(dir: string, target: string, io: Io): Promise<number> {
  const { changed, endsAt } = await revokeStack(dir, target, Date.now());
  if (!changed) {
    io.stdout(`"${target}" is already revoked\n`);
    return 0;
  }
  const day = new Date(endsAt).toISOString().slice(0, 10);
  io.stdout(`Revoked "${target}" in ${join(dir, "ca", "ca.crl")}; \`farwatch stack pki\` makes a new one\n`);
  // None of the stack's servers can read a list of revoked certificates (Go's TLS has no such check).
  io.stderr(
    `Whoever has the old key still gets in until ${day}: the programs of the stack do not read that list. ` +
      `To shut it out now, move ${join(dir, "ca")} away and run \`farwatch stack up\`: all certificates are made anew.\n`,
  );
  return 0;
}

async function readPassphrase(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new CliError(`Cannot read ${file}: ${reasonOf(error)}`);
  });
  const [passphrase = ""] = text.split(/\r?\n/);
  if (passphrase.length >= MIN_PASSPHRASE_CHARS) return passphrase;
  throw new CliError(
    `Cannot use the passphrase in ${file}: its first line has ${passphrase.length} characters, and ${MIN_PASSPHRASE_CHARS} are needed`,
  );
}
