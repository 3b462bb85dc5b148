import type { Config } from "../config/config.ts";
import type { Env } from "../env.ts";
import { secretMasker } from "../receiver/mask.ts";

/** Shorter values are not masked: blotting out every "main" or "true" would make the text unreadable. */
export const SHORTEST_SECRET = 6;

const publicBindings: ReadonlySet<string> = new Set([
  "FARWATCH_EDGE",
  "FARWATCH_STARTED_AT",
  "LOCAL_IDENTITIES",
  "LOCAL_URL",
]);

/** Returns a function that masks every one of `secrets` in a text. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  return secretMasker(secrets.filter((secret) => secret.length >= SHORTEST_SECRET));
}

/** Cuts every URL back to its host: Slack's and Discord's webhook paths are passwords, query strings may be. */
export function cutUrls(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#@"'<>]*@)?([^\s/?#"'<>]+)[^\s"'<>]*/gi, "$1$2/…");
}

/** All values that must not leave: string bindings that are not known to be public, and secrets written in the files. */
export function secretValues(env: Env, config: Config | undefined): string[] {
  const bound = Object.entries(env)
    .filter(([name, value]) => typeof value === "string" && !publicBindings.has(name))
    .map(([, value]) => String(value));
  const settings =
    config?.receivers.flatMap((receiver) => receiver.integrations.map((one) => one.settings)) ?? [];
  const watched = [config?.edge.externalHeartbeatUrl, config?.edge.probes.map(({ module }) => module)];
  return [...bound, ...[...settings, ...watched].flatMap(writtenSecrets)];
}

/** Settings belong to their kind alone, but every kind writes a literal secret as `{ value }` (`SecretRef`). */
function writtenSecrets(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const entries = Object.entries(node);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === "value" && typeof first[1] === "string") return [first[1]];
  return entries.flatMap(([, value]) => writtenSecrets(value));
}
