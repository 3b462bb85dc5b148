import type { Io } from "../check.ts";
import { CliError } from "../cli-error.ts";
import { parseCommandLine } from "../command-line.ts";
import { readIfThere } from "../files.ts";

export const DOCTOR_USAGE = `usage: farwatch doctor --url URL [options]

  --url URL          the machine host, such as https://alerts.example.org
  --people URL       the people's host, such as https://watch.example.org
  --cert F --key F   the client certificate to call with, and its key
  --ca F             an authority to trust beside the public ones (.farwatch/pki/ca.crt of a local edge)
  --token-file F     the operator's token
  --json             for programs`;

/** What the doctor is told; files are read already. */
export interface DoctorOptions {
  readonly url: URL;
  readonly people?: URL;
  readonly pair?: { readonly cert: string; readonly key: string };
  readonly ca?: string;
  readonly token?: string;
  readonly json: boolean;
}

export async function parseDoctor(args: readonly string[], io: Io): Promise<DoctorOptions | "help"> {
  const { values, positionals } = parseCommandLine("doctor", args, {
    url: { type: "string" },
    people: { type: "string" },
    cert: { type: "string" },
    key: { type: "string" },
    ca: { type: "string" },
    "token-file": { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values["help"] === true) {
    io.stdout(`${DOCTOR_USAGE}\n`);
    return "help";
  }
  const [extra] = positionals;
  if (extra !== undefined) throw refusal(`Cannot use the argument "${extra}"`);
  const given = (name: string) => (typeof values[name] === "string" ? values[name] : undefined);
  const url = given("url");
  if (url === undefined) throw refusal("Cannot look without --url URL");
  const people = given("people");
  return {
    url: readUrl("--url", url),
    ...(people !== undefined && { people: readUrl("--people", people) }),
    ...(await readFiles({
      cert: given("cert"),
      key: given("key"),
      ca: given("ca"),
      token: given("token-file"),
    })),
    json: values["json"] === true,
  };
}

interface Paths {
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly ca: string | undefined;
  readonly token: string | undefined;
}

async function readFiles({
  cert,
  key,
  ca,
  token,
}: Paths): Promise<Pick<DoctorOptions, "pair" | "ca" | "token">> {
  if ((cert === undefined) !== (key === undefined))
    throw refusal("Cannot use --cert without --key, or the reverse");
  return {
    ...(cert !== undefined &&
      key !== undefined && { pair: { cert: await read(cert), key: await read(key) } }),
    ...(ca !== undefined && { ca: await read(ca) }),
    ...(token !== undefined && { token: (await read(token)).trim() }),
  };
}

async function read(path: string): Promise<string> {
  const text = await readIfThere(path);
  if (text === undefined) throw new CliError(`Cannot read ${path}: there is no such file`);
  return text;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function readUrl(flag: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === "http:" && loopback.test(url.hostname);
  if (url === undefined || (url.protocol !== "https:" && !isPlain))
    throw refusal(`Cannot use ${flag} "${text}": it is no https URL; http is for this machine alone`);
  if (url.pathname === "/" && `${url.search}${url.hash}${url.username}${url.password}` === "") return url;
  throw refusal(`Cannot use ${flag} "${text}": it is more than scheme, host and port`);
}

function refusal(reason: string): CliError {
  return new CliError(`farwatch doctor: ${reason}`);
}
