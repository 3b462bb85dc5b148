import { X509Certificate } from "node:crypto";
import type { Credentials } from "./ask.ts";
import { CliError } from "./cli-error.ts";
import { type CommandLine, textOf } from "./command-line.ts";
import { readText } from "./files.ts";
import { pairFault } from "./pair-fault.ts";

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
    ...(ca !== undefined && { ca: await readAuthority(command, ca) }),
  };
}

/** A certificate decides alone, so that there is never both. */
async function readCredentials(command: string, values: CommandLine["values"]): Promise<Credentials> {
  const [cert, tokenFile] = ["cert", "token-file"].map((name) => textOf(values, name));
  if (cert !== undefined && tokenFile !== undefined)
    throw new CliError(`farwatch ${command}: Cannot use --cert and --key beside --token-file`);
  const pair = await readUsablePair(command, values);
  return pair === undefined ? { token: await readToken(command, tokenFile) } : { pair };
}

/** An operator's token, which travels in a header. */
export async function readToken(command: string, path = DEFAULT_TOKEN_FILE): Promise<string> {
  const hint = path === DEFAULT_TOKEN_FILE ? "; npm start makes it, --token-file names another" : "";
  const token = (await readText(path, hint)).trim();
  if (/^[!-~]+$/.test(token)) return token;
  throw new CliError(`farwatch ${command}: Cannot use the token in ${path}: expected one word of ASCII`);
}

/** Certificates in PEM of an authority to trust. */
export async function readAuthority(command: string, path: string): Promise<string> {
  const pem = await readText(path);
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new CliError(`farwatch ${command}: Cannot trust ${path}: it holds no certificate in PEM`);
  }
}

/** The same as `readPair`, refused where TLS could not show it. */
export async function readUsablePair(
  command: string,
  values: CommandLine["values"],
  prefix = "",
): Promise<Credentials["pair"]> {
  const pair = await readPair(command, values, prefix);
  const named = (name: string) => `--${prefix}${name} ${JSON.stringify(textOf(values, `${prefix}${name}`))}`;
  const fault = pair && pairFault(pair.cert, pair.key, { crt: named("cert"), key: named("key") });
  if (fault === undefined) return pair;
  throw new CliError(`farwatch ${command}: Cannot show a certificate: ${fault}`);
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
  const refuse = (why: string) => {
    throw new CliError(`farwatch ${command}: Cannot use ${flag} "${given}": ${why}`);
  };
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    return refuse("it is no http or https URL");
  return isOrigin(url) ? url : refuse("it is more than scheme, host and port");
}

/** Whether it says nothing but scheme, host and port. */
export function isOrigin(url: URL): boolean {
  return url.pathname === "/" && `${url.search}${url.hash}${url.username}${url.password}` === "";
}
