import { X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError, errorCode, reasonOf } from "../cli-error.ts";
import { readIfThere } from "../files.ts";
import { parseCertificate } from "../pki.ts";
import { readList } from "../pki-revoke.ts";
import type { Judge, KeyFile } from "./pki-fault.ts";

/** Folders of pki/ that belong to no host. */
export const CA_FOLDER = "ca";
export const OPERATORS_FOLDER = "operators";
export const RETIRED_FOLDER = "retired";

const ownFolders: ReadonlySet<string> = new Set([CA_FOLDER, OPERATORS_FOLDER, RETIRED_FOLDER]);

/** What every certificate of `dir` is held against; undefined while there is no authority. */
export async function judgeOf(dir: string, now: number): Promise<Judge | undefined> {
  const path = join(dir, CA_FOLDER, "ca.crt");
  const pem = await readIfThere(path);
  if (pem === undefined) return undefined;
  const listed = await readList(join(dir, CA_FOLDER, "ca.crl"));
  const revoked = new Set(listed.map(({ serial }) => serial));
  return { ca: parseCertificate(path, pem), caPem: pem, revoked, now };
}

export async function readKey(path: string): Promise<KeyFile> {
  try {
    return { kind: "key", pem: await readFile(path, "utf8") };
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return { kind: "absent" };
    if (code === "EACCES") return { kind: "hidden" };
    throw new CliError(`Cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** The folders of containers that lie in `dir`, wanted or not: `bastion/loki`, sorted. */
export async function holderFolders(dir: string): Promise<readonly string[]> {
  const hosts = (await folders(dir)).filter((name) => !ownFolders.has(name));
  const nested = hosts.map(async (host) => (await folders(join(dir, host))).map((name) => `${host}/${name}`));
  return (await Promise.all(nested)).flat();
}

async function folders(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Files of a folder, sorted; none when there is no such folder. */
export async function filesIn(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

/** Names of the operators who were given a certificate. */
export async function operatorNames(dir: string): Promise<readonly string[]> {
  const files = await filesIn(join(dir, OPERATORS_FOLDER));
  return files.filter((file) => file.endsWith(".crt")).map((file) => file.slice(0, -".crt".length));
}

/** The certificate at `path` when there is one that can be read. */
export async function certificateAt(path: string): Promise<X509Certificate | undefined> {
  const pem = await readIfThere(path);
  try {
    return pem === undefined ? undefined : new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
