import { CliError } from "./cli-error.ts";
import { parseCommandLine } from "./command-line.ts";
import { type EdgeAccess, edgeOptions, readEdgeAccess } from "./edge-access.ts";

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

/** What the command is told; files are read already. */
export interface DeliveriesOptions extends EdgeAccess {
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
    ...{ receiver: text, limit: text, ...edgeOptions },
  });
  if (values["help"] === true) return "help";
  const [extra] = positionals;
  if (extra !== undefined) throw refusal(`Cannot use the argument "${extra}"`);
  const given = (name: string) => (typeof values[name] === "string" ? values[name] : undefined);
  const receiver = given("receiver");
  return {
    limit: readLimit(given("limit") ?? String(DEFAULT_LISTED)),
    ...(await readEdgeAccess("deliveries", values)),
    ...(receiver !== undefined && { receiver }),
    failed: values["failed"] === true,
    follow: values["follow"] === true,
    json: values["json"] === true,
  };
}

function readLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LISTED) return limit;
  throw refusal(`Cannot use --limit "${text}": it is a whole number from 1 to ${MAX_LISTED}`);
}

function refusal(reason: string): CliError {
  return new CliError(`farwatch deliveries: ${reason}`);
}
