import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";
import { PUBLIC_FILE, readIfThere, writeWhole } from "./files.ts";
import { acquireLock, type Lock } from "./lock.ts";
import { authorityOf, parseCertificate, previousPath } from "./pki.ts";
import { normalizeSerial, type Revocation, readCrl, signCrl } from "./pki-crl.ts";

/** How long another `pki revoke` on the same folder is waited for; it needs milliseconds. */
export const REVOKE_WAIT_MS = 2_000;

const POLL_MS = 20;

/** Puts the serials of NAME's certificates on ca.crl; true when one of them was not there yet. */
export async function revoke(dir: string, name: string, now: number): Promise<boolean> {
  const serials = await serialsOf(dir, name);
  return holding(dir, "revoke", () => addToList(dir, serials, now));
}

/** Puts serials on DIR/ca.crl; true when one of them was not there yet. The caller holds the folder. */
export async function addToList(dir: string, serials: readonly string[], now: number): Promise<boolean> {
  const path = join(dir, "ca.crl");
  const listed = await readList(path);
  const missing = serials.filter((serial) => !listed.some((entry) => entry.serial === serial));
  if (missing.length === 0) return false;
  const entries = [...listed, ...missing.map((serial) => ({ serial, at: new Date(now) }))];
  await writeWhole(path, await signCrl(await authorityOf(dir), entries, now), PUBLIC_FILE);
  return true;
}

/** Between reading the list and writing it nobody else may: their entry would be lost. */
export async function holding<T>(
  dir: string,
  action: string,
  work: () => Promise<T>,
  waitMs = REVOKE_WAIT_MS,
): Promise<T> {
  const lock = await waitForLock(dir, action, waitMs);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function waitForLock(dir: string, action: string, waitMs: number): Promise<Lock> {
  for (const deadline = Date.now() + waitMs; Date.now() < deadline; ) {
    const lock = await acquireLock(dir);
    if (lock.kind === "lock") return lock;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new CliError(`Cannot ${action}: another process holds ${dir}`);
}

async function serialsOf(dir: string, name: string): Promise<string[]> {
  const known = await certificateNames(dir);
  if (!known.includes(name)) {
    const names = known.length === 0 ? "" : `; there are ${known.join(", ")}`;
    throw new CliError(`Cannot revoke "${name}": ${dir} has no such certificate${names}`);
  }
  const paths = [join(dir, `${name}.crt`), previousPath(dir, name)];
  const pems = await Promise.all(paths.map(async (path) => ({ path, pem: await readIfThere(path) })));
  return pems.flatMap(({ path, pem }) =>
    pem === undefined ? [] : [normalizeSerial(parseCertificate(path, pem).serialNumber)],
  );
}

/** What can be revoked: every certificate of the folder but the authority's own. */
async function certificateNames(dir: string): Promise<string[]> {
  const files = await readdir(dir).catch(() => []);
  return files
    .filter((file) => file.endsWith(".crt") && !file.endsWith(".previous.crt") && file !== "ca.crt")
    .map((file) => file.slice(0, -".crt".length))
    .sort();
}

export async function readList(path: string): Promise<readonly Revocation[]> {
  const pem = await readIfThere(path);
  if (pem === undefined) return [];
  try {
    return readCrl(pem);
  } catch {
    throw new CliError(`Cannot read ${path}: it is not a revocation list in PEM`);
  }
}
