import type { Config } from "./config.ts";

/** Names of the Worker secrets that the receivers need, each once. */
export function neededSecrets(config: Config): readonly string[] {
  const names = config.receivers.flatMap(({ integrations }) =>
    integrations.flatMap(({ secrets }) => secrets),
  );
  return [...new Set(names)];
}
