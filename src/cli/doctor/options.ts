import { CliError } from "../cli-error.ts";
import { type CommandLine, parseCommandLine, refusePositionals, textOf } from "../command-line.ts";
import { isOrigin, readAuthority, readPair, readToken } from "../edge-access.ts";

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

export async function parseDoctor(args: readonly string[]): Promise<DoctorOptions | "help"> {
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
  if (values["help"] === true) return "help";
  refusePositionals("doctor", positionals);
  const url = textOf(values, "url");
  if (url === undefined) throw refusal("Cannot look without --url URL");
  const people = textOf(values, "people");
  return {
    url: readUrl("--url", url),
    ...(people !== undefined && { people: readUrl("--people", people) }),
    ...(await readFiles(values)),
    json: values["json"] === true,
  };
}

async function readFiles(
  values: CommandLine["values"],
): Promise<Pick<DoctorOptions, "pair" | "ca" | "token">> {
  const pair = await readPair("doctor", values);
  const [ca, token] = ["ca", "token-file"].map((name) => textOf(values, name));
  return {
    ...(pair && { pair }),
    ...(ca !== undefined && { ca: await readAuthority("doctor", ca) }),
    ...(token !== undefined && { token: await readToken("doctor", token) }),
  };
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function readUrl(flag: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === "http:" && loopback.test(url.hostname);
  if (url === undefined || (url.protocol !== "https:" && !isPlain))
    throw refusal(`Cannot use ${flag} "${text}": it is no https URL; http is for this machine alone`);
  if (isOrigin(url)) return url;
  throw refusal(`Cannot use ${flag} "${text}": it is more than scheme, host and port`);
}

function refusal(reason: string): CliError {
  return new CliError(`farwatch doctor: ${reason}`);
}
