import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import { addToList } from "../pki-revoke.ts";
import { holdingPki } from "./pki.ts";
import { retiredFiles } from "./pki-attic.ts";
import type { Judge } from "./pki-fault.ts";
import { serialsOf } from "./pki-retire.ts";
import {
  CA_FOLDER,
  certificateAt,
  filesIn,
  holderFolders,
  judgeOf,
  OPERATORS_FOLDER,
  operatorNames,
} from "./pki-tree.ts";

export interface StackRevocation {
  /** False when every certificate of it was on the list already. */
  readonly changed: boolean;
  /** When the last of the revoked ones ends by itself. */
  readonly endsAt: number;
}

/** Puts every certificate of HOST/HOLDER or operators/NAME on the list, with those that a renewal took out of use. */
export async function revokeStack(dir: string, target: string, now: number): Promise<StackRevocation> {
  const known = await targets(dir);
  const files = known.get(target);
  if (files === undefined) {
    const names = known.size === 0 ? "" : `; there are ${[...known.keys()].join(", ")}`;
    throw new CliError(`Cannot revoke "${target}": ${dir} has no such certificate${names}`);
  }
  return holdingPki(dir, "revoke", async () => {
    const judge = await judgeOf(dir, now);
    if (judge === undefined)
      throw new CliError(`Cannot revoke: there is no ${join(dir, CA_FOLDER, "ca.crt")}`);
    return list(dir, [...files, ...(await retiredFiles(dir, files))], judge);
  });
}

async function list(dir: string, files: readonly string[], judge: Judge): Promise<StackRevocation> {
  const serials = await serialsOf(dir, files, judge);
  const changed = await addToList(join(dir, CA_FOLDER), serials, judge.now);
  const found = await Promise.all(files.map((file) => certificateAt(join(dir, file))));
  const ends = found.flatMap((certificate) =>
    certificate === undefined ? [] : [certificate.validToDate.getTime()],
  );
  return { changed, endsAt: Math.max(...ends) };
}

/** What can be revoked, and the files of each. */
async function targets(dir: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const folder of await holderFolders(dir)) {
    const held = (await filesIn(join(dir, folder))).filter((file) => /^(?:server|client)\.crt$/.test(file));
    if (held.length > 0)
      found.set(
        folder,
        ["server", "client"].map((kind) => `${folder}/${kind}.crt`),
      );
  }
  for (const name of await operatorNames(dir)) {
    found.set(`${OPERATORS_FOLDER}/${name}`, [`${OPERATORS_FOLDER}/${name}.crt`]);
  }
  return found;
}
