import type { Config } from "./config.ts";
import { secretNames } from "./secret.ts";
import type { Path } from "./yaml.ts";

/** Names of the Worker secrets that the configuration needs, each once. */
export function neededSecrets(config: Config): readonly string[] {
  const watch = watchSecretUses(config).map(({ secret }) => secret);
  return [...new Set([...receiverSecrets(config), ...watch])];
}

/** Those of the receivers. */
export function receiverSecrets({ receivers }: Config): readonly string[] {
  const names = receivers.flatMap(({ integrations }) => integrations.flatMap(({ secrets }) => secrets));
  return [...new Set(names)];
}

/** Those of the outside watch: headers of probes, and the URL that is fetched as a sign of life. */
export function watchSecretUses({ edge: { probes, externalHeartbeatUrl } }: Config) {
  const ofProbes = probes.flatMap(({ name, module }) => {
    const refs = module.prober === "http" ? module.headers.map(({ value }) => value) : [];
    const path: Path = ["modules", module.name, "http", "http_headers"];
    return secretNames(refs).map((secret) => ({ secret, user: `probe ${JSON.stringify(name)}`, path }));
  });
  const field = "external_heartbeat_url_file";
  const external = secretNames([externalHeartbeatUrl]).map((secret) => ({
    secret,
    user: field,
    path: [field],
  }));
  return [...ofProbes, ...external];
}
