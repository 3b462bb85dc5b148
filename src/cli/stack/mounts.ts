import { parse } from "yaml";
import * as z from "zod";
import { CliError } from "../cli-error.ts";

/** A file or folder of ours that a service mounts. */
export interface Mount {
  readonly service: string;
  /** Below the folder of the Compose file: `rendered/bastion/web`. */
  readonly path: string;
}

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      profiles: z.array(z.string()).default([]),
      volumes: z.array(z.union([z.string(), z.looseObject({ source: z.string().optional() })])).default([]),
    }),
  ),
});

/** What services mount of the folder of their Compose file, for the profiles that are on. */
export function mountsOf(
  name: string,
  text: string,
  env: ReadonlyMap<string, string>,
  profiles: readonly string[],
): readonly Mount[] {
  const parsed = composeFile.safeParse(parse(text, { merge: true }));
  if (!parsed.success) throw new CliError(`Cannot read ${name}: ${z.prettifyError(parsed.error)}`);
  return Object.entries(parsed.data.services).flatMap(([service, { profiles: needed, volumes }]) => {
    if (needed.length > 0 && !needed.some((profile) => profiles.includes(profile))) return [];
    const sources = volumes.map((volume) =>
      typeof volume === "string" ? shortSource(volume) : volume.source,
    );
    return sources.flatMap((source) =>
      source?.startsWith("./") ? [{ service, path: withValues(name, source, env).slice(2) }] : [],
    );
  });
}

/** `./web:/etc/web:ro`; the colon of `${NAME:?}` does not end it. */
function shortSource(volume: string): string {
  return /^(?:\$\{[^}]*\}|[^:])*/.exec(volume)?.[0] ?? "";
}

/** As Compose puts the values of .env in place of `${NAME}`, `${NAME:?}` and `${NAME:-default}`. */
function withValues(name: string, text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+)(?::?-([^}]*)|:?\?[^}]*)?\}/g, (_, variable: string, otherwise?: string) => {
    const value = env.get(variable) || otherwise;
    if (value !== undefined) return value;
    throw new CliError(`Cannot read ${name}: .env has no ${variable}`);
  });
}

/** The lines `NAME=value` of a .env file of ours, which quotes nothing. */
export function envValues(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => /^\w+=/.test(line));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
