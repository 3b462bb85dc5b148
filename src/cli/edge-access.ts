import { CliError } from "./cli-error.ts";
import type { CommandLine } from "./command-line.ts";
import type { Credentials } from "./doctor/ask.ts";
import { readIfThere } from "./files.ts";

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
  const given = (name: string) => (typeof values[name] === "string" ? values[name] : undefined);
  const ca = given("ca");
  return {
    url: readUrl(command, "--url", given("url") ?? DEFAULT_URL),
    credentials: await readCredentials(command, given("cert"), given("key"), given("token-file")),
    ...(ca !== undefined && { ca: await readText(ca) }),
  };
}

/** A certificate decides alone, so that there is never both. */
async function readCredentials(
  command: string,
  cert: string | undefined,
  key: string | undefined,
  tokenFile: string | undefined,
): Promise<Credentials> {
  if (cert !== undefined && key !== undefined && tokenFile === undefined) {
    return { pair: { cert: await readText(cert), key: await readText(key) } };
  }
  if (cert === undefined && key === undefined) {
    return { token: (await readText(tokenFile ?? DEFAULT_TOKEN_FILE)).trim() };
  }
  const why = "Cannot use --cert without --key, or either beside --token-file";
  throw new CliError(`farwatch ${command}: ${why}`);
}

/** A file that must be there. */
export async function readText(path: string): Promise<string> {
  const content = await readIfThere(path);
  if (content !== undefined) return content;
  const hint = path === DEFAULT_TOKEN_FILE ? "; npm start makes it, --token-file names another" : "";
  throw new CliError(`Cannot read ${path}: there is no such file${hint}`);
}

export function readUrl(command: string, flag: string, given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && ["http:", "https:"].includes(url.protocol)) return url;
  throw new CliError(`farwatch ${command}: Cannot use ${flag} "${given}": it is no http or https URL`);
}
