import edgeYaml from "../config/edge.yaml";
import probesYaml from "../config/probes.yaml";
import routingYaml from "../config/routing.yaml";
import type { Config, Diagnostic } from "./config/config.ts";
import { loadConfig } from "./config/load.ts";
import { receiverKinds } from "./receiver/receivers.ts";

/** The bundled files as loaded; `config` is missing when `diagnostics` holds an error. */
export interface LoadedConfig {
  readonly config?: Config;
  readonly diagnostics: readonly Diagnostic[];
  /** As bundled, secrets and all: never show it to a caller unmasked. */
  readonly routingText: string;
}

let loaded: LoadedConfig | undefined;

/** The bundled files, loaded once per isolate. */
export function edgeConfig(): LoadedConfig {
  loaded ??= load();
  return loaded;
}

function load(): LoadedConfig {
  const files = {
    routing: { name: "config/routing.yaml", text: routingYaml },
    edge: { name: "config/edge.yaml", text: edgeYaml },
    probes: { name: "config/probes.yaml", text: probesYaml },
  };
  return { ...loadConfig(files, receiverKinds), routingText: routingYaml };
}
