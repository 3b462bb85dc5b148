import { parseDuration } from "../../config/duration.ts";
import { CliError } from "../cli-error.ts";
import { type CommandLine, parseCommandLine, refusePositionals, textOf } from "../command-line.ts";
import {
  type EdgeAccess,
  edgeOptions,
  readAuthority,
  readEdgeAccess,
  readUrl,
  readUsablePair,
} from "../edge-access.ts";
import { type Severity, severities } from "./alert.ts";

export const DRILL_USAGE = `usage: farwatch drill [options]

Sends an alert that says that it is a drill through the whole path, tells each stage with its time, ends the
alert, and exits with 1 when a stage has failed. It goes to those to whom an alert of its severity goes.

  --severity S      critical, warning or info (warning); critical wakes whoever is on call
  --timeout D       how long a stage may take beyond what the routing makes it wait (60s)
  --json            one object at the end
  --url URL         of the edge (http://127.0.0.1:8080, where npm start serves people on this machine)
  --token-file F    the operator's token (.farwatch/operator.token)
  --cert F --key F  a client certificate with the role operator, in place of the token; viewer will do with --via
  --ca F            an authority to trust beside the public ones (.farwatch/pki/ca.crt of a local edge)
  --via URL         post to this Alertmanager in place of the edge, to which it passes alerts on
  --via-cert F --via-key F --via-ca F
                    the same for the Alertmanager`;

export const DEFAULT_TIMEOUT_MS = 60_000;
/** Longer than a day nobody waits for a drill. */
export const MAX_TIMEOUT_MS = 86_400_000;

/** What the command is told; files are read already. */
export interface DrillOptions {
  readonly edge: EdgeAccess;
  readonly via?: EdgeAccess;
  readonly severity: Severity;
  readonly timeoutMs: number;
  readonly json: boolean;
}

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;

export async function parseDrill(args: readonly string[]): Promise<DrillOptions | "help"> {
  const { values, positionals } = parseCommandLine("drill", args, {
    ...{ severity: { ...text, default: "warning" }, timeout: text, json: flag, ...edgeOptions },
    ...{ via: text, "via-cert": text, "via-key": text, "via-ca": text, help: { ...flag, short: "h" } },
  });
  if (values["help"] === true) return "help";
  refusePositionals("drill", positionals);
  const severity = readSeverity(String(values["severity"]));
  const timeoutMs = readTimeout(values["timeout"]);
  const via = await readVia(values);
  const edge = await readEdgeAccess("drill", values);
  return { edge, ...(via && { via }), severity, timeoutMs, json: values["json"] === true };
}

function readSeverity(given: string): Severity {
  const severity = severities.find((one) => one === given);
  if (severity !== undefined) return severity;
  throw refusal(`Cannot use --severity "${given}": it is one of ${severities.join(", ")}`);
}

function readTimeout(given: CommandLine["values"][string]): number {
  if (given === undefined) return DEFAULT_TIMEOUT_MS;
  const timeout = parseDuration(String(given));
  if (timeout.ok && timeout.value > 0 && timeout.value <= MAX_TIMEOUT_MS) return timeout.value;
  throw refusal(`Cannot use --timeout "${given}": it is a duration such as 60s, of a day at most`);
}

async function readVia(values: CommandLine["values"]): Promise<EdgeAccess | undefined> {
  const [via, ca] = ["via", "via-ca"].map((name) => textOf(values, name));
  const stray = ["via-cert", "via-key", "via-ca"].find((name) => values[name] !== undefined);
  if (via === undefined && stray !== undefined) throw refusal(`Cannot use --${stray} without --via`);
  if (via === undefined) return undefined;
  const url = readUrl("drill", "--via", via);
  const pair = await readUsablePair("drill", values, "via-");
  return {
    url,
    credentials: pair ? { pair } : {},
    ...(ca !== undefined && { ca: await readAuthority("drill", ca) }),
  };
}

function refusal(reason: string): CliError {
  return new CliError(`farwatch drill: ${reason}`);
}
