import { chmod, chown, type FileHandle, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError, reasonOf } from "../cli-error.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER, PUBLIC_FILE, readIfThere, writeWhole } from "../files.ts";
import { authorityOf, checkKey } from "../pki.ts";
import { issue, newKey, type Pair, requestFor } from "../pki-issue.ts";
import { addToList } from "../pki-revoke.ts";
import type { Attic } from "./pki-attic.ts";
import type { Judge } from "./pki-fault.ts";
import { HOLDER_FOLDER } from "./pki-owner.ts";
import { exportP12, newPassphrase } from "./pki-p12.ts";
import type { Step } from "./pki-plan.ts";
import { serialsOf } from "./pki-retire.ts";
import { CA_FOLDER, OPERATORS_FOLDER } from "./pki-tree.ts";
import type { WantedFolder, WantedOperator } from "./pki-wanted.ts";

export interface Workshop {
  readonly dir: string;
  readonly judge: Judge;
  readonly attic: Attic;
  /** Whether the system lets us give files to the users of containers. */
  readonly mayChown: boolean;
  /** For operators' .p12; without one each gets a random passphrase in a file beside it. */
  readonly passphrase?: string;
}

/** Does one step; files that it replaces are kept below retired/. */
export async function applyStep(shop: Workshop, step: Step): Promise<void> {
  if (step.kind === "retire") {
    // First refused, then moved: the other way round a crash would leave a certificate that nobody lists.
    const serials = await serialsOf(shop.dir, step.retired.files, shop.judge);
    await addToList(join(shop.dir, CA_FOLDER), serials, shop.judge.now);
    return shop.attic.take(step.retired.files);
  }
  if (step.kind === "operator") return giveOperator(shop, step.operator);
  if (step.kind === "owner") return giveTo(shop, step);
  await makeHolderFolder(shop, step.folder);
  if (step.kind === "authority-copy") return put(shop, step.folder, "ca.crt", shop.judge.caPem, PUBLIC_FILE);
  if (step.kind === "request") return makeRequest(shop, step.folder);
  const { kind, leaf } = step.pair;
  const pair = await issue(await authorityOf(join(shop.dir, CA_FOLDER)), leaf, shop.judge.now);
  await shop.attic.keep(`${step.folder.path}/${kind}.crt`);
  await shop.attic.keep(`${step.folder.path}/${kind}.key`);
  await put(shop, step.folder, `${kind}.key`, pair.key, PRIVATE_FILE);
  await put(shop, step.folder, `${kind}.crt`, pair.certificate, PUBLIC_FILE);
}

async function makeHolderFolder({ dir }: Workshop, { path }: WantedFolder): Promise<void> {
  try {
    await mkdir(join(dir, path), { recursive: true, mode: HOLDER_FOLDER });
    // Whatever the umask of who runs this: the container's user must get in.
    for (const folder of [dirname(path), path]) await chmod(join(dir, folder), HOLDER_FOLDER);
  } catch (error) {
    throw new CliError(`Cannot make the folder ${join(dir, path)}: ${reasonOf(error)}`);
  }
}

/** Mode and owner are set before the file has its name: a container that reads it again always can. */
function put(shop: Workshop, { path, uid }: WantedFolder, name: string, content: string, mode: number) {
  return writeWhole(join(shop.dir, path, name), content, mode, async (draft: FileHandle) => {
    await draft.chmod(mode);
    if (shop.mayChown) await draft.chown(uid, (await draft.stat()).gid);
  });
}

/** The edge's key is made once; whoever signed a request of it can sign it again. */
async function makeRequest(shop: Workshop, folder: WantedFolder): Promise<void> {
  if (folder.request === undefined) return;
  const path = join(shop.dir, folder.path, "edge.key");
  const held = await readIfThere(path);
  const key = held ?? (await newKey());
  checkKey(path, key);
  if (held === undefined) await put(shop, folder, "edge.key", key, PRIVATE_FILE);
  await shop.attic.keep(`${folder.path}/edge.csr`);
  await put(shop, folder, "edge.csr", await requestFor(key, folder.request), PUBLIC_FILE);
}

/** The certificate comes last: until it lies there, the next run makes all three anew. */
async function giveOperator(shop: Workshop, { name, leaf }: WantedOperator): Promise<void> {
  const { dir, judge, attic } = shop;
  const pair = await issue(await authorityOf(join(dir, CA_FOLDER)), leaf, judge.now);
  const base = join(dir, OPERATORS_FOLDER, name);
  await mkdir(dirname(base), { recursive: true, mode: PRIVATE_FOLDER });
  await attic.keep(`${OPERATORS_FOLDER}/${name}.crt`);
  await writeP12(base, pair, shop, name);
  await writeWhole(`${base}.crt`, pair.certificate, PUBLIC_FILE);
}

async function writeP12(base: string, pair: Pair, { judge, passphrase }: Workshop, name: string) {
  const secret = passphrase ?? newPassphrase();
  const label = `${name} (Farwatch)`;
  if (passphrase === undefined) await writeWhole(`${base}.p12.txt`, `${secret}\n`, PRIVATE_FILE);
  else await rm(`${base}.p12.txt`, { force: true });
  await writeWhole(`${base}.p12`, await exportP12(pair, judge.caPem, label, secret), PRIVATE_FILE);
}

async function giveTo({ dir }: Workshop, { path, mode, uid, needsRoot }: Step & { kind: "owner" }) {
  try {
    await chmod(join(dir, path), mode);
    if (needsRoot) await chown(join(dir, path), uid, -1);
  } catch (error) {
    throw new CliError(`Cannot give ${join(dir, path)} to uid ${uid}: ${reasonOf(error)}`);
  }
}
