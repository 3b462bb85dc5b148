import { basename, join } from "node:path";
import { nearest } from "../../config/nearest.ts";
import type { Io } from "../check.ts";
import { CliError } from "../cli-error.ts";
import { PRIVATE_FILE, PUBLIC_FILE, writeWhole } from "../files.ts";
import { archive, type Entry } from "./bundle-archive.ts";
import { bundleEntries } from "./bundle-files.ts";
import { installText } from "./bundle-install.ts";
import { noteBundled } from "./bundle-record.ts";
import { type Host, type Inventory, readInventory } from "./inventory.ts";
import { planStackPki } from "./pki.ts";
import { type Project, parseStack } from "./project.ts";
import { staleFiles, staleText } from "./render-command.ts";

export const STACK_BUNDLE_USAGE = "usage: farwatch stack bundle HOST [--out FILE] [--inventory FILE]";

/** `farwatch stack bundle HOST`: one archive with all that a remote host needs, and only its own keys. */
export async function runStackBundle(args: readonly string[], io: Io): Promise<number> {
  const line = parseStack("bundle", args, { out: { type: "string" } });
  if (line === "help") {
    io.stdout(`${STACK_BUNDLE_USAGE}\n`);
    return 0;
  }
  const { values, positionals, project } = line;
  const [name, extra] = positionals;
  if (name === undefined) throw new CliError(`Cannot bundle without a host; ${STACK_BUNDLE_USAGE}`);
  if (extra !== undefined) throw new CliError(`Cannot use the argument "${extra}"; ${STACK_BUNDLE_USAGE}`);
  const inventory = readInventory(project.inventory);
  const host = agentOf(inventory, name);
  await refuseStale(project, inventory, host);
  await refuseUnfit(project, inventory, host, Date.now());
  const out = String(values["out"] ?? `farwatch-agent-${name}.tar.gz`);
  const entries = await bundleEntries(inventory, project.compose, host);
  await writeWhole(out, archive([...entries, installEntry(host, basename(out))]), PRIVATE_FILE);
  await noteBundled(project, host, entries);
  io.stdout(`Wrote ${out}. It holds private keys. What to do with it: tar -xzOf ${out} INSTALL\n`);
  return 0;
}

function installEntry(host: Host, archiveName: string): Entry {
  const content = Buffer.from(installText(host, archiveName));
  return { path: "INSTALL", content, mode: PUBLIC_FILE, uid: 0 };
}

function agentOf({ bastion, agents }: Inventory, name: string): Host {
  const host = agents.find((agent) => agent.name === name);
  if (host !== undefined) return host;
  if (name === bastion.name)
    throw new CliError(
      `Cannot bundle "${name}": Bastion runs from the clone; \`farwatch stack up\` starts it`,
    );
  const names = agents.map((agent) => agent.name);
  const guess = nearest(name, names);
  const hint = guess === undefined ? "" : `; did you mean "${guess}"?`;
  const known =
    names.length === 0 ? "the inventory has no remote host" : `the remote hosts are ${names.join(", ")}`;
  throw new CliError(`Cannot bundle "${name}": ${known}${hint}`);
}

async function refuseStale(project: Project, inventory: Inventory, { name }: Host): Promise<void> {
  const stale = await staleFiles(project, inventory);
  const [first, ...others] = stale.filter(({ path }) => path.startsWith(`compose/rendered/${name}/`));
  if (first === undefined) return;
  throw new CliError(
    `Cannot bundle "${name}": ${staleText(first)}${more(others)}; run \`farwatch stack render\` first`,
  );
}

async function refuseUnfit({ compose }: Project, inventory: Inventory, { name }: Host, now: number) {
  const steps = await planStackPki(inventory, join(compose, "pki"), now);
  const unfit = (steps ?? []).filter(({ path, kind }) => path.startsWith(`${name}/`) && kind !== "owner");
  const [first, ...others] = unfit;
  if (steps !== undefined && first === undefined) return;
  const what = first === undefined ? "pki/ca/ca.crt is missing" : `pki/${first.path} ${first.reason}`;
  throw new CliError(`Cannot bundle "${name}": ${what}${more(others)}; run \`farwatch stack pki\` first`);
}

function more({ length }: readonly unknown[]): string {
  return length === 0 ? "" : ` (and ${length} more)`;
}
