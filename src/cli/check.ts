import type { Config, Diagnostic } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { missingSecrets } from "../config/missing-secrets.ts";
import { receiverKinds } from "../receiver/receivers.ts";
import { parseCommandLine, refusePositionals } from "./command-line.ts";
import { readConfigFiles } from "./config-files.ts";

/** Where a command writes, and the environment that it reads. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Options {
  readonly config: string;
  readonly json: boolean;
  readonly secrets: boolean;
}

interface Outcome {
  readonly config?: Config;
  readonly diagnostics: readonly Diagnostic[];
}

const USAGE = `usage: farwatch check [options]

  --config DIR|FILE  the folder of routing.yaml, edge.yaml and probes.yaml, or one file as the routing (config)
  --secrets          a secret that the environment lacks is an error, and no warning
  --json             for programs`;

/** `farwatch check`: lists every error and warning of the configuration; 1 when there is an error, else 0. */
export async function runCheck(args: readonly string[], io: Io): Promise<number> {
  const options = parseOptions(args);
  if (options === "help") {
    io.stdout(`${USAGE}\n`);
    return 0;
  }
  const { config, diagnostics } = await check(options, io.env);
  const ok = !diagnostics.some(({ severity }) => severity === "error");
  io.stdout(options.json ? `${JSON.stringify({ ok, diagnostics }, null, 2)}\n` : report(config, diagnostics));
  return ok ? 0 : 1;
}

function parseOptions(args: readonly string[]): Options | "help" {
  const { values, positionals } = parseCommandLine("check", args, {
    config: { type: "string", default: "config" },
    json: { type: "boolean", default: false },
    secrets: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values["help"] === true) return "help";
  refusePositionals("check", positionals);
  return {
    config: String(values["config"]),
    json: values["json"] === true,
    secrets: values["secrets"] === true,
  };
}

async function check({ config: path, secrets }: Options, env: Io["env"]): Promise<Outcome> {
  const files = await readConfigFiles(path);
  if ("severity" in files) return { diagnostics: [files] };
  const { config, diagnostics } = loadConfig(files, receiverKinds);
  if (config === undefined) return { diagnostics };
  const missing = missingSecrets(config, receiverKinds, files, env);
  const severity = secrets ? "error" : "warning";
  return {
    config,
    diagnostics: [...diagnostics, ...missing.map((found) => ({ severity, ...found }) as const)],
  };
}

function report(config: Config | undefined, diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.map(
    ({ file, line, column, severity, message }) => `${file}:${line}:${column}: ${severity}: ${message}`,
  );
  return `${[...lines, summary(config, diagnostics)].join("\n")}\n`;
}

function summary(config: Config | undefined, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = count(diagnostics.length - errors, "warning");
  if (config === undefined || errors > 0) return `failed: ${count(errors, "error")}, ${warnings}`;
  const { receivers, inhibitRules, timeIntervals, edge } = config;
  const parts = [
    count(receivers.length, "receiver"),
    count(receivers.flatMap(({ integrations }) => integrations).length, "integration"),
    count(countRoutes(config.route), "route"),
    count(inhibitRules.length, "inhibit rule"),
    count(timeIntervals.size, "time interval"),
    edge.identities.length === 1 ? "1 identity" : `${edge.identities.length} identities`,
    count(edge.heartbeats.length, "heartbeat"),
    count(edge.probes.length, "probe"),
  ];
  return `ok: ${parts.join(", ")}; ${warnings}`;
}

function countRoutes(route: Config["route"]): number {
  return route.routes.reduce((sum, child) => sum + countRoutes(child), 1);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
