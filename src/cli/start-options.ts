import { isIP } from "node:net";
import { CliError } from "./cli-error.ts";
import { parseCommandLine, refusePositionals } from "./command-line.ts";

export const START_USAGE = `usage: farwatch start [options]

  --config DIR    folder of routing.yaml and edge.yaml (config)
  --state DIR     folder of the database, certificates and token (.farwatch)
  --host ADDR     address for machines, by client certificate (127.0.0.1)
  --port N        its port; 0 takes a free one (8443)
  --ui-port N     port for people on this machine, by token (8080)
  --allow-private probes may look at private addresses, as they never may on Cloudflare`;

export interface StartOptions {
  readonly config: string;
  readonly state: string;
  readonly host: string;
  readonly port: number;
  readonly uiPort: number;
  readonly allowPrivate: boolean;
}

export const MAX_PORT = 65_535;

export function parseStart(args: readonly string[]): StartOptions | "help" {
  const { values, positionals } = parseCommandLine("start", args, {
    config: { type: "string", default: "config" },
    state: { type: "string", default: ".farwatch" },
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "8443" },
    "ui-port": { type: "string", default: "8080" },
    "allow-private": { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help === true) return "help";
  refusePositionals("start", positionals);
  const [port, uiPort] = [
    readPort("--port", String(values.port)),
    readPort("--ui-port", String(values["ui-port"])),
  ];
  return {
    config: readFolder("--config", String(values.config)),
    state: readFolder("--state", String(values.state)),
    host: readHost(String(values.host)),
    port,
    uiPort,
    allowPrivate: values["allow-private"] === true,
  };
}

function readFolder(flag: string, value: string): string {
  if (!value.includes("\0")) return value;
  throw new CliError(`farwatch start: Cannot use ${flag} ${JSON.stringify(value)}: it names no folder`);
}

function readPort(flag: string, value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw new CliError(
    `farwatch start: Cannot use ${flag} "${value}": a port is a whole number from 0 to ${MAX_PORT}`,
  );
}

const hostName =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/i;

function readHost(value: string): string {
  const address = value.replace(/^\[(.*)\]$/, "$1");
  if (isIP(address) !== 0) return address;
  // Four numbers that are no address would be looked up as a name, after seconds in vain.
  if (hostName.test(value) && !/^[\d.]+$/.test(value)) return value;
  throw new CliError(
    `farwatch start: Cannot use --host "${value}": it is neither an address nor a host name`,
  );
}
