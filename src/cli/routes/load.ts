import type { TimeInterval } from "../../config/config.ts";
import { loadConfig } from "../../config/load.ts";
import { buildRouteTree, type Route } from "../../dispatch/route.ts";
import { receiverKinds } from "../../receiver/receivers.ts";
import { readConfigFiles } from "../config-files.ts";
import { configRefusal } from "../config-refusal.ts";

/** What decides where an alert goes, and when it stays quiet by the clock. */
export interface Routing {
  readonly root: Route;
  readonly timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>;
}

/** Reads `--config DIR|FILE` as `check` does; throws a `CliError` when it holds an error. */
export async function loadRouting(path: string): Promise<Routing> {
  const files = await readConfigFiles(path);
  const { config, diagnostics } =
    "severity" in files ? { diagnostics: [files] } : loadConfig(files, receiverKinds);
  if (config === undefined) throw configRefusal("read the routes", path, diagnostics);
  return { root: buildRouteTree(config.route), timeIntervals: config.timeIntervals };
}
