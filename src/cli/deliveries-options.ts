import { CliError } from "./cli-error.ts";
import { parseCommandLine } from "./command-line.ts";
import type { Credentials } from "./doctor/ask.ts";
import { readIfThere } from "./files.ts";

export const DELIVERIES_USAGE = `usage: farwatch deliveries [options]

  --follow          go on, and print what comes in
  --failed          only what failed or is tried again
  --receiver NAME   only this receiver's
  --limit N         so many of the newest (20)
  --json            one object a line
  --url URL         of the edge (http://127.0.0.1:8080, where npm start serves people on this machine)
  --token-file F    the operator's token (.farwatch/operator.token)
  --cert F --key F  a client certificate with the role viewer or operator, in place of the token
  --ca F            an authority to trust beside the public ones (.farwatch/pki/ca.crt)`;

export const DEFAULT_LISTED = 20;
/** One page of the API. */
export const MAX_LISTED = 500;

const DEFAULT_URL = "http://127.0.0.1:8080";
const DEFAULT_TOKEN_FILE = ".farwatch/operator.token";

/** What the command is told; files are read already. */
export interface DeliveriesOptions {
  readonly url: URL;
  readonly credentials: Credentials;
  readonly ca?: string;
  readonly receiver?: string;
  readonly failed: boolean;
  readonly follow: boolean;
  readonly json: boolean;
  readonly limit: number;
}

export async function parseDeliveries(args: readonly string[]): Promise<DeliveriesOptions | "help"> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values, positionals } = parseCommandLine("deliveries", args, {
    ...{ follow: flag, failed: flag, json: flag, help: { ...flag, short: "h" } },
    ...{ receiver: text, limit: text, url: text, "token-file": text, cert: text, key: text, ca: text },
  });
  if (values["help"] === true) return "help";
  const [extra] = positionals;
  if (extra !== undefined) throw refusal(`Cannot use the argument "${extra}"`);
  const given = (name: string) => (typeof values[name] === "string" ? values[name] : undefined);
  const [receiver, ca] = [given("receiver"), given("ca")];
  return {
    url: readUrl(given("url") ?? DEFAULT_URL),
    limit: readLimit(given("limit") ?? String(DEFAULT_LISTED)),
    credentials: await readCredentials(given("cert"), given("key"), given("token-file")),
    ...(ca !== undefined && { ca: await read(ca) }),
    ...(receiver !== undefined && { receiver }),
    failed: values["failed"] === true,
    follow: values["follow"] === true,
    json: values["json"] === true,
  };
}

/** A certificate decides alone, so that there is never both. */
async function readCredentials(
  cert: string | undefined,
  key: string | undefined,
  tokenFile: string | undefined,
): Promise<Credentials> {
  if (cert !== undefined && key !== undefined && tokenFile === undefined) {
    return { pair: { cert: await read(cert), key: await read(key) } };
  }
  if (cert === undefined && key === undefined) {
    return { token: (await read(tokenFile ?? DEFAULT_TOKEN_FILE)).trim() };
  }
  throw refusal("Cannot use --cert without --key, or either beside --token-file");
}

async function read(path: string): Promise<string> {
  const text = await readIfThere(path);
  if (text !== undefined) return text;
  const hint = path === DEFAULT_TOKEN_FILE ? "; npm start makes it, --token-file names another" : "";
  throw new CliError(`Cannot read ${path}: there is no such file${hint}`);
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ["http:", "https:"].includes(url.protocol)) return url;
  throw refusal(`Cannot use --url "${text}": it is no http or https URL`);
}

function readLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LISTED) return limit;
  throw refusal(`Cannot use --limit "${text}": it is a whole number from 1 to ${MAX_LISTED}`);
}

function refusal(reason: string): CliError {
  return new CliError(`farwatch deliveries: ${reason}`);
}
