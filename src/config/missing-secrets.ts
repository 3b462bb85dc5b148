import type { Config, Diagnostic, ReceiverKindConfig } from "./config.ts";
import type { ConfigFile } from "./load.ts";
import { parseYaml } from "./yaml.ts";

/** One finding for each secret that a receiver names and `env` lacks, at the first integration that needs it. */
export function missingSecrets(
  config: Config,
  kinds: readonly ReceiverKindConfig[],
  routing: ConfigFile,
  env: Readonly<Record<string, string | undefined>>,
): readonly Omit<Diagnostic, "severity">[] {
  const { file } = parseYaml(routing.name, routing.text);
  const uses = config.receivers.flatMap(({ name: receiver, integrations }, at) =>
    integrations.flatMap(({ kind, index, secrets }) => {
      const key = kinds.find((known) => known.kind === kind)?.key ?? kind;
      return secrets.map((secret) => ({ secret, receiver, path: ["receivers", at, key, index] }));
    }),
  );
  const missing = Map.groupBy(
    uses.filter(({ secret }) => (env[secret] ?? "") === ""),
    ({ secret }) => secret,
  );
  return [...missing].map(([secret, users]) => {
    const names = [...new Set(users.map(({ receiver }) => JSON.stringify(receiver)))];
    const needed = `needed by receiver${names.length === 1 ? "" : "s"} ${names.join(", ")}`;
    const place = file?.positionOf(users[0]?.path ?? []) ?? { line: 1, column: 1 };
    return {
      file: routing.name,
      ...place,
      message: `Secret ${secret} is not set: ${needed}`,
    };
  });
}
