import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Io } from "./check.ts";
import { CliError, errorCode, reasonOf } from "./cli-error.ts";
import { parseCommandLine } from "./command-line.ts";
import { makePrivateFolder, PRIVATE_FILE, PUBLIC_FILE, writeWhole } from "./files.ts";
import { newKey, requestFor } from "./pki-issue.ts";
import { SAFE_NAME } from "./pki-sign.ts";

export const PKI_CSR_USAGE = "usage: farwatch pki csr NAME [--out DIR]";

/** `farwatch pki csr`: the key stays on this machine, and somebody else's authority signs the request. */
export async function runPkiCsr(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine("pki csr", args, {
    out: { type: "string", default: "." },
    help: { type: "boolean", default: false },
  });
  if (values["help"] === true) {
    io.stdout(`${PKI_CSR_USAGE}\n`);
    return 0;
  }
  const [name, extra] = positionals;
  if (name === undefined)
    throw new CliError(`Cannot make a request without the name of who will show it; ${PKI_CSR_USAGE}`);
  if (extra !== undefined) throw new CliError(`Cannot use the argument "${extra}"; ${PKI_CSR_USAGE}`);
  io.stdout(madeText(name, await makeRequest(String(values["out"]), name)));
  return 0;
}

export interface Made {
  readonly key: string;
  readonly csr: string;
}

/** Writes DIR/NAME.key and DIR/NAME.csr, and says where. A key that is there is never replaced. */
export async function makeRequest(dir: string, name: string): Promise<Made> {
  if (!SAFE_NAME.test(name))
    throw new CliError(
      `Cannot make a request for ${JSON.stringify(name)}: a name is letters, digits, dots and dashes`,
    );
  await makePrivateFolder(dir);
  const [key, csr] = [join(dir, `${name}.key`), join(dir, `${name}.csr`)];
  const pem = await newKey();
  const request = await requestFor(pem, { name, usage: "clientAuth", hosts: [name] });
  await writeNew(key, pem);
  await writeWhole(csr, request, PUBLIC_FILE);
  return { key, csr };
}

/** Two at once cannot both make it: the file system lets one create it. */
async function writeNew(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: "wx", mode: PRIVATE_FILE, flush: true });
  } catch (error) {
    const isThere = errorCode(error) === "EEXIST";
    const reason = isThere
      ? "there is one, and a key is never replaced; --out names another folder"
      : reasonOf(error);
    throw new CliError(`Cannot make ${path}: ${reason}`);
  }
}

function madeText(name: string, { key, csr }: Made): string {
  const crt = key.replace(/\.key$/, ".crt");
  return `Wrote ${key} (keep it here) and ${csr}.

Have ${csr} signed, and save the certificate as ${crt}:
  Cloudflare  SSL/TLS, Client Certificates, Add Certificate, with your own private key and CSR
  local edge  npm run -s farwatch -- pki sign ${csr} > ${crt}

Its fingerprint is what this prints:
  openssl x509 -in ${crt} -noout -fingerprint -sha256

The edge lets it in once config/edge.yaml has

identities:
  - name: ${name}
    roles: [ingest]
    certificates:
      - <the fingerprint>
`;
}
