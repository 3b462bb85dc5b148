import { join } from "node:path";
import type { Config, Diagnostic } from "../config/config.ts";
import { defined } from "../config/defined.ts";
import { type ConfigFile, loadConfig } from "../config/load.ts";
import { receiverKinds } from "../receiver/receivers.ts";
import type { ConfigTexts } from "./bundle.ts";
import { CliError } from "./cli-error.ts";
import { readIfThere } from "./files.ts";

export interface LoadedFolder {
  readonly texts: ConfigTexts;
  /** Absent when a diagnostic is an error. */
  readonly config?: Config;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads and checks `routing.yaml` and, where they are, `edge.yaml` and `probes.yaml`. */
export async function readConfigFolder(dir: string): Promise<LoadedFolder> {
  const [routing, edge, probes] = await Promise.all(
    ["routing.yaml", "edge.yaml", "probes.yaml"].map((name) => readFile(join(dir, name))),
  );
  if (routing === undefined) {
    throw new CliError(`Cannot read ${join(dir, "routing.yaml")}: there is no such file`);
  }
  const files = { routing, ...defined({ edge, probes }) };
  const texts = { routing: routing.text, edge: edge?.text ?? "", probes: probes?.text ?? "" };
  return { ...loadConfig(files, receiverKinds), texts };
}

async function readFile(name: string): Promise<ConfigFile | undefined> {
  const text = await readIfThere(name);
  return text === undefined ? undefined : { name, text };
}
