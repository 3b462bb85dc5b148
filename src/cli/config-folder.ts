import { join } from "node:path";
import type { Config, Diagnostic } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
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

/** Reads and checks `routing.yaml` and, where there is one, `edge.yaml`. */
export async function readConfigFolder(dir: string): Promise<LoadedFolder> {
  const [routingPath, edgePath] = [join(dir, "routing.yaml"), join(dir, "edge.yaml")];
  const routing = await readIfThere(routingPath);
  if (routing === undefined) throw new CliError(`Cannot read ${routingPath}: there is no such file`);
  const edge = await readIfThere(edgePath);
  const files = {
    routing: { name: routingPath, text: routing },
    ...(edge !== undefined && { edge: { name: edgePath, text: edge } }),
  };
  return { ...loadConfig(files, receiverKinds), texts: { routing, edge: edge ?? "" } };
}
