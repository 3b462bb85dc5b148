import { chmod, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CliError } from "../cli-error.ts";
import { makePrivateFolder } from "../files.ts";
import { ensureAuthority } from "../pki.ts";
import { holding } from "../pki-revoke.ts";
import type { Inventory } from "./inventory.ts";
import { applyStep } from "./pki-apply.ts";
import { Attic } from "./pki-attic.ts";
import { type EdgeFault, edgeFault } from "./pki-edge.ts";
import { HOLDER_FOLDER } from "./pki-owner.ts";
import { planPki, type Step } from "./pki-plan.ts";
import { CA_FOLDER, judgeOf } from "./pki-tree.ts";
import { wantedFolders } from "./pki-wanted.ts";

export interface PkiOptions {
  readonly now: number;
  /** Whether the system lets us give files to the users of containers. */
  readonly mayChown: boolean;
  /** For operators' .p12; without one each gets a random passphrase in a file beside it. */
  readonly passphrase?: string;
}

export interface PkiOutcome {
  readonly madeAuthority: boolean;
  /** What was done, in order. */
  readonly done: readonly Step[];
  /** What only root may do, and is still to be done. */
  readonly owners: readonly (Step & { kind: "owner" })[];
  /** What is wrong with the certificates that another authority makes. */
  readonly edge: readonly EdgeFault[];
}

/** Makes `dir` what the inventory asks for: a second run changes nothing, and no run replaces an authority's key. */
export async function ensureStackPki(
  inventory: Inventory,
  dir: string,
  options: PkiOptions,
): Promise<PkiOutcome> {
  return holdingPki(dir, "make certificates", async () => {
    await mkdir(dir, { recursive: true });
    await chmod(dir, HOLDER_FOLDER);
    const madeAuthority = (await judgeOf(dir, options.now)) === undefined;
    await ensureAuthority(join(dir, CA_FOLDER), options.now);
    const done = await apply(inventory, dir, options);
    const owners = (await plan(inventory, dir, options.now)).filter((step) => step.kind === "owner");
    return { madeAuthority, done, owners, edge: await edgeFaults(inventory, dir, options.now) };
  });
}

/** A first run writes a hundred files and waits for the disk with each: a second at best, on a busy machine many. */
export const PKI_WAIT_MS = 60_000;

/** One at a time. The lock lies outside of compose/, for a socket in there is nothing that a backup can read. */
export async function holdingPki<T>(dir: string, action: string, work: () => Promise<T>): Promise<T> {
  const folder = resolve(dir, "../../.farwatch/stack");
  await makePrivateFolder(folder);
  return holding(folder, action, work, PKI_WAIT_MS);
}

async function apply(inventory: Inventory, dir: string, options: PkiOptions): Promise<readonly Step[]> {
  const { now, mayChown } = options;
  const steps = (await plan(inventory, dir, now)).filter(
    (step) => mayChown || step.kind !== "owner" || !step.needsRoot,
  );
  const shop = { ...options, dir, judge: await judge(dir, now), attic: new Attic(dir, now) };
  for (const step of steps) await applyStep(shop, step);
  return steps;
}

/** What a run would do; undefined when it would begin with an authority. */
export async function planStackPki(
  inventory: Inventory,
  dir: string,
  now: number,
): Promise<readonly Step[] | undefined> {
  const found = await judgeOf(dir, now);
  return found === undefined ? undefined : planPki(inventory, dir, found);
}

async function plan(inventory: Inventory, dir: string, now: number): Promise<readonly Step[]> {
  return planPki(inventory, dir, await judge(dir, now));
}

async function judge(dir: string, now: number) {
  const found = await judgeOf(dir, now);
  if (found === undefined) throw new CliError(`Cannot read ${join(dir, CA_FOLDER, "ca.crt")}: it went away`);
  return found;
}

export async function edgeFaults(
  inventory: Inventory,
  dir: string,
  now: number,
): Promise<readonly EdgeFault[]> {
  const asking = wantedFolders(inventory).filter(({ request }) => request !== undefined);
  const faults = await Promise.all(asking.map((folder) => edgeFault(dir, folder, now)));
  return faults.filter((fault) => fault !== undefined);
}
