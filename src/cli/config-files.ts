import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Diagnostic } from "../config/config.ts";
import { defined } from "../config/defined.ts";
import type { ConfigFile, ConfigFiles } from "../config/load.ts";
import { errorCode, reasonOf } from "./cli-error.ts";

/** A folder holds `routing.yaml`, and perhaps `edge.yaml` and `probes.yaml`; a file is the routing alone. */
export async function readConfigFiles(path: string): Promise<ConfigFiles | Diagnostic> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const routing = await readConfigFile(isFolder ? join(path, "routing.yaml") : path);
  if ("severity" in routing || !isFolder) return "severity" in routing ? routing : { routing };
  const edge = await readConfigFile(join(path, "edge.yaml"), true);
  const probes = await readConfigFile(join(path, "probes.yaml"), true);
  if (edge !== undefined && "severity" in edge) return edge;
  if (probes !== undefined && "severity" in probes) return probes;
  return { routing, ...defined({ edge, probes }) };
}

async function readConfigFile(name: string): Promise<ConfigFile | Diagnostic>;
async function readConfigFile(name: string, isOptional: true): Promise<ConfigFile | Diagnostic | undefined>;
async function readConfigFile(
  name: string,
  isOptional = false,
): Promise<ConfigFile | Diagnostic | undefined> {
  try {
    return { name, text: await readFile(name, "utf8") };
  } catch (error) {
    if (isOptional && errorCode(error) === "ENOENT") return undefined;
    const message = `Cannot read the file: ${reasonOf(error)}`;
    return { severity: "error", file: name, line: 1, column: 1, message };
  }
}
