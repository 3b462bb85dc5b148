import "../reflect-metadata.ts";
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { readIfThere } from "../files.ts";
import { isCurrent, parsed } from "../pki-standing.ts";
import { endText, type KeyFile, keyFault, MISSING } from "./pki-fault.ts";
import { readFault, statIfThere } from "./pki-owner.ts";
import { readKey } from "./pki-tree.ts";
import type { WantedFolder } from "./pki-wanted.ts";

/** Why `folder` needs a new edge.csr; its edge.key is made anew only when there is none. */
export async function requestFault(folder: string): Promise<string | undefined> {
  const key = await readKey(join(folder, "edge.key"));
  const request = await readIfThere(join(folder, "edge.csr"));
  if (key.kind === "absent") return request === undefined ? MISSING : "has no edge.key beside it";
  if (request === undefined) return MISSING;
  return key.kind === "hidden" || isOf(request, key) ? undefined : "is not of the edge.key beside it";
}

function isOf(request: string, key: KeyFile & { kind: "key" }): boolean {
  const asked = parsed(request, (pem) => new x509.Pkcs10CertificateRequest(pem).publicKey.rawData);
  const own = parsed(key.pem, (pem) => spki(createPublicKey(createPrivateKey(pem))));
  return asked !== undefined && own?.equals(Buffer.from(asked)) === true;
}

function spki(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" });
}

/** What is wrong with a certificate that another authority makes, as the rest of a sentence that begins with its path. */
export interface EdgeFault {
  readonly path: string;
  /** Whether one was put there at all. */
  readonly isThere: boolean;
  readonly reason: string;
  readonly todo: string;
}

const SIGN = "have edge.csr beside it signed by the edge's authority";

/** What keeps Alertmanager or Prometheus from showing the certificate that the operator put there; none when it serves. */
export async function edgeFault(
  dir: string,
  { path: folder, uid }: WantedFolder,
  now: number,
): Promise<EdgeFault | undefined> {
  const path = `${folder}/edge.crt`;
  const stats = await statIfThere(join(dir, path));
  if (stats === undefined) return { path, isThere: false, reason: MISSING, todo: SIGN };
  const access = readFault(stats, uid);
  if (access !== undefined)
    return { path, isThere: true, reason: access, todo: `chmod 0644 ${join(dir, path)}` };
  const pem = (await readIfThere(join(dir, path))) ?? "";
  const reason = contentFault(pem, await readKey(join(dir, folder, "edge.key")), now);
  return reason === undefined ? undefined : { path, isThere: true, reason, todo: SIGN };
}

function contentFault(pem: string, key: KeyFile, now: number): string | undefined {
  const certificate = parsed(pem, (text) => new X509Certificate(text));
  if (certificate === undefined || !pem.includes("-----BEGIN CERTIFICATE-----"))
    return "is not a certificate in PEM";
  const misfit = keyFault(pem, key, "edge.key");
  if (misfit !== undefined || isCurrent(certificate, now)) return misfit;
  return endText(certificate.validToDate.getTime(), now);
}
