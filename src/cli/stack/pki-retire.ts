import { join } from "node:path";
import { normalizeSerial } from "../pki-crl.ts";
import { isIssuedBy } from "../pki-standing.ts";
import type { Judge } from "./pki-fault.ts";
import { certificateAt, filesIn, holderFolders, OPERATORS_FOLDER, operatorNames } from "./pki-tree.ts";
import type { PairKind, WantedFolder, WantedOperator } from "./pki-wanted.ts";

/** Files that nobody of the inventory holds any more. */
export interface Retired {
  /** `monster/otelcol`, or `monster/otelcol/server.crt` when the folder itself stays. */
  readonly path: string;
  readonly reason: string;
  readonly files: readonly string[];
}

const GONE = "is not in the inventory any more";

const pairKinds: readonly PairKind[] = ["server", "client"];

/** What lies in `dir` of ours and is not wanted. A folder without a certificate of ours is somebody else's. */
export async function leftovers(
  dir: string,
  folders: readonly WantedFolder[],
  operators: readonly WantedOperator[],
): Promise<readonly Retired[]> {
  const found = await Promise.all((await holderFolders(dir)).map((path) => leftoverOf(dir, path, folders)));
  const names = (await operatorNames(dir)).filter((name) => !operators.some((kept) => kept.name === name));
  const gone = names.map((name) => operatorFiles(name, GONE));
  return [...found.flat(), ...gone];
}

async function leftoverOf(dir: string, path: string, folders: readonly WantedFolder[]): Promise<Retired[]> {
  const held = await filesIn(join(dir, path));
  const kinds = pairKinds.filter((kind) => held.includes(`${kind}.crt`));
  const wanted = folders.find((folder) => folder.path === path);
  if (wanted === undefined) {
    const files = held.map((file) => `${path}/${file}`);
    return kinds.length === 0 ? [] : [{ path, reason: GONE, files }];
  }
  const unwanted = kinds.filter((kind) => !wanted.pairs.some((pair) => pair.kind === kind));
  return unwanted.map((kind) => {
    const files = [`${path}/${kind}.crt`, `${path}/${kind}.key`];
    return { path: `${path}/${kind}.crt`, reason: "is not needed there any more", files };
  });
}

export function operatorFiles(name: string, reason: string): Retired {
  const path = `${OPERATORS_FOLDER}/${name}`;
  return { path, reason, files: [".crt", ".p12", ".p12.txt"].map((ending) => `${path}${ending}`) };
}

/** Serials of the certificates among `files` that the list of this authority can name. */
export async function serialsOf(
  dir: string,
  files: readonly string[],
  { ca }: Pick<Judge, "ca">,
): Promise<readonly string[]> {
  const paths = files.filter((file) => file.endsWith(".crt") && !file.endsWith("/ca.crt"));
  const certificates = await Promise.all(paths.map((path) => certificateAt(join(dir, path))));
  return certificates.flatMap((certificate) =>
    certificate !== undefined && isIssuedBy(certificate, ca)
      ? [normalizeSerial(certificate.serialNumber)]
      : [],
  );
}
