import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError, errorCode, reasonOf } from "../cli-error.ts";
import { PRIVATE_FILE, PUBLIC_FILE } from "../files.ts";
import type { Entry } from "./bundle-archive.ts";
import type { Host, Inventory } from "./inventory.ts";
import { envValues, mountsOf } from "./mounts.ts";
import { wantedFolders } from "./pki-wanted.ts";

const COMPOSE_FILE = "agent.compose.yaml";

/** All that one remote host needs of `compose`, and nobody else's keys. */
export async function bundleEntries(
  inventory: Inventory,
  compose: string,
  host: Host,
): Promise<readonly Entry[]> {
  const rendered = `rendered/${host.name}`;
  const open = await filesBelow(compose, rendered);
  const text = String(await read(compose, COMPOSE_FILE));
  const env = envValues(String(await read(compose, `${rendered}/.env`)));
  const mounted = mountsOf(COMPOSE_FILE, text, env, host.features).map(({ path }) => path);
  // Keys come from the inventory and never from what happens to lie there.
  const configs = mounted.filter((path) => !/^(?:pki|rendered)(?:\/|$)/.test(path));
  const paths = [COMPOSE_FILE, "versions.env", ...open, ...(await allFiles(compose, configs))];
  const files = await Promise.all([...new Set(paths)].map((path) => openEntry(compose, path)));
  const entries = files.map((entry) =>
    entry.path === `${rendered}/.env` ? { ...entry, path: ".env" } : entry,
  );
  return [...entries, ...(await keyEntries(inventory, compose, host))];
}

const OPEN = { mode: PUBLIC_FILE, uid: 0 } as const;

async function openEntry(compose: string, path: string): Promise<Entry> {
  return { path, content: await read(compose, path), ...OPEN };
}

/** By the inventory's uid, whoever could give the files here to it or not: there root unpacks. */
async function keyEntries(inventory: Inventory, compose: string, host: Host): Promise<readonly Entry[]> {
  const folders = wantedFolders(inventory).filter(({ path }) => path.startsWith(`${host.name}/`));
  const found = folders.map(async ({ path, uid, pairs }) => {
    const names = ["ca.crt", ...pairs.flatMap(({ kind }) => [`${kind}.crt`, `${kind}.key`])];
    const entries = names.map(async (name) => ({
      path: `pki/${path}/${name}`,
      content: await read(compose, `pki/${path}/${name}`),
      mode: name.endsWith(".key") ? PRIVATE_FILE : PUBLIC_FILE,
      uid,
    }));
    return Promise.all(entries);
  });
  return (await Promise.all(found)).flat();
}

async function read(compose: string, path: string): Promise<Buffer> {
  try {
    return await readFile(join(compose, path));
  } catch (error) {
    throw new CliError(`Cannot read ${join(compose, path)}: ${reasonOf(error)}`);
  }
}

async function allFiles(compose: string, paths: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(paths.map((path) => filesBelow(compose, path)))).flat();
}

/** The file itself, or the files of the folder; a README is for those who read the clone. */
async function filesBelow(compose: string, path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(compose, path), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name !== "README.md");
    return files.map((entry) => join(entry.parentPath, entry.name).slice(compose.length + 1)).sort();
  } catch (error) {
    if (errorCode(error) === "ENOTDIR") return [path];
    throw new CliError(`Cannot read ${join(compose, path)}: ${reasonOf(error)}`);
  }
}
