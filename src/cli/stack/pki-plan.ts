import { join } from "node:path";
import { readIfThere } from "../files.ts";
import type { Inventory } from "./inventory.ts";
import { requestFault } from "./pki-edge.ts";
import { certificateFault, type Judge, keyFault, MISSING } from "./pki-fault.ts";
import { misowned } from "./pki-owner.ts";
import { leftovers, type Retired } from "./pki-retire.ts";
import { OPERATORS_FOLDER, readKey } from "./pki-tree.ts";
import {
  type WantedFolder,
  type WantedOperator,
  type WantedPair,
  wantedFolders,
  wantedOperators,
} from "./pki-wanted.ts";

/** One thing that differs from what the inventory asks for. `path` lies below pki/, and `reason` goes on from it. */
export type Step = { readonly path: string; readonly reason: string } & (
  | { readonly kind: "pair"; readonly folder: WantedFolder; readonly pair: WantedPair }
  | { readonly kind: "authority-copy"; readonly folder: WantedFolder }
  | { readonly kind: "request"; readonly folder: WantedFolder }
  | { readonly kind: "operator"; readonly operator: WantedOperator }
  | { readonly kind: "retire"; readonly retired: Retired }
  | { readonly kind: "owner"; readonly mode: number; readonly uid: number; readonly needsRoot: boolean }
);

/** What is to be done so that `dir` is what the inventory asks for, in order; empty when it is. */
export async function planPki(inventory: Inventory, dir: string, judge: Judge): Promise<readonly Step[]> {
  const folders = wantedFolders(inventory);
  const operators = wantedOperators(inventory);
  const gone = await leftovers(dir, folders, operators);
  const retirements = gone.map((retired) => ({ kind: "retire", retired, ...retired }) as const);
  const steps = await Promise.all(folders.map((folder) => planFolder(dir, folder, judge)));
  const exports = await Promise.all(operators.map((operator) => planOperator(dir, operator, judge)));
  return [...retirements, ...steps.flat(), ...exports.flat()];
}

async function planFolder(dir: string, folder: WantedFolder, judge: Judge): Promise<readonly Step[]> {
  const pairs = await Promise.all(folder.pairs.map((pair) => planPair(dir, folder, pair, judge)));
  const steps = [
    ...(await planAuthorityCopy(dir, folder, judge)),
    ...pairs.flat(),
    ...(await planRequest(dir, folder)),
  ];
  const written = new Set(steps.flatMap(({ path }) => [path, path.replace(/\.(?:crt|csr)$/, ".key")]));
  const owners = (await misowned(dir, folder)).filter(({ path }) => !written.has(path));
  return [...steps, ...owners.map((owner) => ({ kind: "owner", ...owner }) as const)];
}

async function planAuthorityCopy(
  dir: string,
  folder: WantedFolder,
  { caPem }: Judge,
): Promise<readonly Step[]> {
  const path = `${folder.path}/ca.crt`;
  const held = await readIfThere(join(dir, path));
  if (held === caPem) return [];
  const reason = held === undefined ? MISSING : "is not ca/ca.crt";
  return [{ kind: "authority-copy", path, reason, folder }];
}

async function planPair(
  dir: string,
  folder: WantedFolder,
  pair: WantedPair,
  judge: Judge,
): Promise<readonly Step[]> {
  const path = `${folder.path}/${pair.kind}.crt`;
  const pem = await readIfThere(join(dir, path));
  const keyName = `${pair.kind}.key`;
  const key = await readKey(join(dir, folder.path, keyName));
  const fault = certificateFault(pem, pair.leaf, judge);
  const reason = fault ?? (pem === undefined ? undefined : keyFault(pem, key, keyName));
  return reason === undefined ? [] : [{ kind: "pair", path, reason, folder, pair }];
}

async function planRequest(dir: string, folder: WantedFolder): Promise<readonly Step[]> {
  if (folder.request === undefined) return [];
  const path = `${folder.path}/edge.csr`;
  const reason = await requestFault(join(dir, folder.path));
  return reason === undefined ? [] : [{ kind: "request", path, reason, folder }];
}

/** Only by the certificate: its .p12 goes to the operator, and need not stay here. */
async function planOperator(dir: string, operator: WantedOperator, judge: Judge): Promise<readonly Step[]> {
  const path = `${OPERATORS_FOLDER}/${operator.name}.crt`;
  const reason = certificateFault(await readIfThere(join(dir, path)), operator.leaf, judge);
  return reason === undefined ? [] : [{ kind: "operator", path, reason, operator }];
}
