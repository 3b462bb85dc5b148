import { CliError } from "./cli-error.ts";
import { parseCommandLine, refusePositionals, textOf } from "./command-line.ts";
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
  --ca F            an authority to trust beside the public ones (.farwatch/pki/ca.crt of a local edge)`;

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
  refusePositionals("deliveries", positionals);
  const receiver = textOf(values, "receiver");
  return {
    limit: readLimit(textOf(values, "limit") ?? String(DEFAULT_LISTED)),
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
  const why = `it is a whole number from 1 to ${MAX_LISTED}`;
  throw new CliError(`farwatch deliveries: Cannot use --limit "${text}": ${why}`);
}
