import { createPrivateKey, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";
import { makePrivateFolder, PRIVATE_FILE, PUBLIC_FILE, readIfThere, writeWhole } from "./files.ts";
import { signCrl } from "./pki-crl.ts";
import { type Authority, issue, type Leaf, newKey, openAuthority, type Pair, selfSign } from "./pki-issue.ts";
import { standing } from "./pki-standing.ts";

/** Client certificates that the first start makes, with the roles they hold until `identities` is configured. */
export const clientRoles = {
  alertmanager: ["ingest"],
  prometheus: ["ingest", "scrape"],
  operator: ["operator"],
} as const;

export interface Pki {
  readonly dir: string;
  readonly ca: string;
  readonly edge: Pair;
  /** Client name to SHA-256 fingerprints (lower-case hex): of its certificate, and of the one that it replaced. */
  readonly clients: ReadonlyMap<string, readonly string[]>;
}

/** Makes what is missing of STATE/pki and renews what ends soon; an authority's key is never replaced. */
export async function ensurePki(dir: string, hosts: readonly string[], now: number): Promise<Pki> {
  const ca = await ensureAuthority(dir, now);
  const edge = await ensureLeaf(dir, { name: "edge", usage: "serverAuth", hosts }, ca, now);
  const clients = new Map<string, readonly string[]>();
  for (const name of Object.keys(clientRoles)) {
    const pair = await ensureLeaf(dir, { name, usage: "clientAuth", hosts: [name] }, ca, now);
    clients.set(name, await fingerprints(dir, name, pair));
  }
  return { dir, ca, edge, clients };
}

/** Opens the authority of STATE/pki for signing. */
export async function authorityOf(dir: string): Promise<Authority> {
  const certificate = await readIfThere(join(dir, "ca.crt"));
  const key = await readIfThere(join(dir, "ca.key"));
  if (certificate === undefined) throw new CliError(`Cannot sign: there is no ${join(dir, "ca.crt")}`);
  if (key === undefined) throw new CliError(`Cannot sign: there is no ${join(dir, "ca.key")}`);
  checkKey(join(dir, "ca.key"), key);
  return openAuthority(certificate, key);
}

/** Makes what is missing of the authority, its certificate and its list; its key is never replaced. */
export async function ensureAuthority(dir: string, now: number): Promise<string> {
  await makePrivateFolder(dir);
  const ca = await ensureSigner(dir, now);
  if ((await readIfThere(join(dir, "ca.crl"))) === undefined) {
    await writeWhole(join(dir, "ca.crl"), await signCrl(await authorityOf(dir), [], now), PUBLIC_FILE);
  }
  return ca;
}

/** The key comes first: a crash before the certificate leaves a key that the next start signs again. */
async function ensureSigner(dir: string, now: number): Promise<string> {
  const held = await readIfThere(join(dir, "ca.crt"));
  if (held !== undefined) return checkedAuthority(join(dir, "ca.crt"), held, now);
  const keyPath = join(dir, "ca.key");
  const key = (await readIfThere(keyPath)) ?? (await newKey());
  checkKey(keyPath, key);
  await writeWhole(keyPath, key, PRIVATE_FILE);
  const certificate = await selfSign(key, now);
  await writeWhole(join(dir, "ca.crt"), certificate, PUBLIC_FILE);
  return certificate;
}

function checkedAuthority(path: string, pem: string, now: number): string {
  const { validToDate } = parseCertificate(path, pem);
  if (validToDate.getTime() > now) return pem;
  throw new CliError(
    `Cannot use ${path}: it ended ${validToDate.toISOString()}; move the folder away for a new one`,
  );
}

async function ensureLeaf(dir: string, leaf: Leaf, ca: string, now: number): Promise<Pair> {
  const [crt, keyFile] = [join(dir, `${leaf.name}.crt`), join(dir, `${leaf.name}.key`)];
  const certificate = await readIfThere(crt);
  const key = await readIfThere(keyFile);
  const verdict = standing({ certificate, key }, leaf, ca, now);
  if (verdict.fit) return verdict.pair;
  const pair = await issue(await authorityOf(dir), leaf, now);
  // Copies of the old one may be in use on other machines until it ends: it stays known, and revocable.
  if (verdict.replaces !== undefined)
    await writeWhole(previousPath(dir, leaf.name), verdict.replaces, PUBLIC_FILE);
  await writeWhole(keyFile, pair.key, PRIVATE_FILE);
  await writeWhole(crt, pair.certificate, PUBLIC_FILE);
  return pair;
}

/** Where the certificate lies that a renewal replaced. */
export function previousPath(dir: string, name: string): string {
  return join(dir, `${name}.previous.crt`);
}

async function fingerprints(dir: string, name: string, pair: Pair): Promise<readonly string[]> {
  const previous = await readIfThere(previousPath(dir, name));
  return [pair.certificate, ...(previous === undefined ? [] : [previous])].map((pem) =>
    parseCertificate(join(dir, name), pem).fingerprint256.replaceAll(":", "").toLowerCase(),
  );
}

export function checkKey(path: string, pem: string): void {
  try {
    createPrivateKey(pem);
  } catch {
    throw new CliError(`Cannot read ${path}: it is not a private key in PEM`);
  }
}

/** Names the file when it holds no certificate. */
export function parseCertificate(path: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new CliError(`Cannot read ${path}: it is not a certificate in PEM`);
  }
}
