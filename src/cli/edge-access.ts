import type { Credentials } from "./ask.ts";
import { CliError } from "./cli-error.ts";
import { type CommandLine, textOf } from "./command-line.ts";
import { readText } from "./files.ts";

const DEFAULT_URL = "http://127.0.0.1:8080";
const DEFAULT_TOKEN_FILE = ".farwatch/operator.token";

/** Which edge a command speaks to, and as whom; files are read already. */
export interface EdgeAccess {
  readonly url: URL;
  readonly credentials: Credentials;
  readonly ca?: string;
}

const text = { type: "string" } as const;

/** The options by which an edge is named. */
export const edgeOptions = { url: text, "token-file": text, cert: text, key: text, ca: text };

/** Reads them: without any it is the local edge, by its own port and token. */
export async function readEdgeAccess(command: string, values: CommandLine["values"]): Promise<EdgeAccess> {
  const ca = textOf(values, "ca");
  return {
    url: readUrl(command, "--url", textOf(values, "url") ?? DEFAULT_URL),
    credentials: await readCredentials(command, values),
    ...(ca !== undefined && { ca: await readText(ca) }),
  };
}

/** A certificate decides alone, so that there is never both. */
async function readCredentials(command: string, values: CommandLine["values"]): Promise<Credentials> {
  const [cert, key, tokenFile] = ["cert", "key", "token-file"].map((name) => textOf(values, name));
  if (cert !== undefined && key !== undefined && tokenFile === undefined) {
    return { pair: { cert: await readText(cert), key: await readText(key) } };
  }
  if (cert === undefined && key === undefined) {
    return { token: await readToken(tokenFile) };
  }
  const why = "Cannot use --cert without --key, or either beside --token-file";
  throw new CliError(`farwatch ${command}: ${why}`);
}

async function readToken(path = DEFAULT_TOKEN_FILE): Promise<string> {
  const hint = path === DEFAULT_TOKEN_FILE ? "; npm start makes it, --token-file names another" : "";
  return (await readText(path, hint)).trim();
}

/** A client certificate and its key, of two options that go together: `--cert` and `--key` behind a prefix. */
export async function readPair(
  command: string,
  values: CommandLine["values"],
  prefix = "",
): Promise<Credentials["pair"]> {
  const [cert, key] = ["cert", "key"].map((name) => textOf(values, `${prefix}${name}`));
  if (cert !== undefined && key !== undefined) {
    return { cert: await readText(cert), key: await readText(key) };
  }
  if (cert === undefined && key === undefined) return undefined;
  const why = `Cannot use --${prefix}cert without --${prefix}key, or the reverse`;
  throw new CliError(`farwatch ${command}: ${why}`);
}

export function readUrl(command: string, flag: string, given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && ["http:", "https:"].includes(url.protocol)) return url;
  throw new CliError(`farwatch ${command}: Cannot use ${flag} "${given}": it is no http or https URL`);
}
