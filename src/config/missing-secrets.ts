import type { Config, Diagnostic, ReceiverKindConfig } from "./config.ts";
import { edgeReceiverAt } from "./edge-receivers.ts";
import type { ConfigFile, ConfigFiles } from "./load.ts";
import { watchSecretUses } from "./needed-secrets.ts";
import { isUpstream } from "./receivers.ts";
import { type Path, parseYaml } from "./yaml.ts";

interface Use {
  readonly secret: string;
  /** `receiver "chat"`. */
  readonly user: string;
  readonly file: ConfigFile;
  readonly path: Path;
}

/** One finding for each secret that the configuration names and `env` lacks, at the first place that needs it. */
export function missingSecrets(
  config: Config,
  kinds: readonly ReceiverKindConfig[],
  files: ConfigFiles,
  env: Readonly<Record<string, string | undefined>>,
): readonly Omit<Diagnostic, "severity">[] {
  const uses = [...receiverUses(config, kinds, files), ...watchUses(config, files.edge)];
  const missing = Map.groupBy(
    uses.filter(({ secret }) => (env[secret] ?? "") === ""),
    ({ secret }) => secret,
  );
  return [...missing].flatMap(([secret, [first, ...others]]) => {
    if (first === undefined) return [];
    const users = [...new Set([first, ...others].map(({ user }) => user))];
    const { file } = parseYaml(first.file.name, first.file.text);
    const place = file?.positionOf(first.path) ?? { line: 1, column: 1 };
    const message = `Secret ${secret} is not set: needed by ${users.join(", ")}`;
    return [{ file: first.file.name, ...place, message }];
  });
}

function receiverUses(
  { receivers }: Config,
  kinds: readonly ReceiverKindConfig[],
  { routing, edge }: ConfigFiles,
): readonly Use[] {
  return receivers.flatMap(({ name, integrations }, at) =>
    integrations.flatMap(({ kind, index, secrets }) => {
      const key = kinds.find((known) => known.kind === kind)?.key ?? kind;
      const place =
        edge === undefined || isUpstream({ key })
          ? { file: routing, path: ["receivers", at, key, index] }
          : { file: edge, path: ["receivers", edgeReceiverAt(edge, name), key, index] };
      return secrets.map((secret) => ({ secret, user: `receiver ${JSON.stringify(name)}`, ...place }));
    }),
  );
}

function watchUses(config: Config, file: ConfigFile | undefined): readonly Use[] {
  return file === undefined ? [] : watchSecretUses(config).map((use) => ({ ...use, file }));
}
