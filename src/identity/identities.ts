import * as z from "zod";
import type { Config, IdentityConfig } from "../config/config.ts";
import { type Env, isLocalEdge, MAIN_TENANT } from "../env.ts";

const localIdentities = z.array(
  z.object({
    name: z.string().min(1),
    roles: z.array(z.enum(["ingest", "scrape", "viewer", "operator"])),
    tenant: z.string().min(1).default(MAIN_TENANT),
    certificates: z.array(z.string()).default([]),
    subject: z.string().min(1).exactOptional(),
  }),
);

/** Who may call: the configured identities, or until there are any, on the local edge, its own certificates. */
export function identitiesInForce(config: Config, env: Env): readonly IdentityConfig[] {
  if (config.edge.identities.length > 0 || !isLocalEdge(env)) return config.edge.identities;
  return localIdentitiesOf(env.LOCAL_IDENTITIES ?? "[]");
}

/** Every tenant that something can belong to: main, and those of the identities. */
export function tenantsInForce(config: Config, env: Env): readonly string[] {
  return [...new Set([MAIN_TENANT, ...identitiesInForce(config, env).map((one) => one.tenant)])];
}

let lastParsed = { text: "[]", identities: [] as readonly IdentityConfig[] };

/** The binding never changes while an isolate lives, and every request asks: it is read once. */
function localIdentitiesOf(text: string): readonly IdentityConfig[] {
  if (lastParsed.text !== text) lastParsed = { text, identities: parseLocalIdentities(text) };
  return lastParsed.identities;
}

/** Throws when the launcher wrote something else: nobody else can set it, so there is no caller to answer. */
function parseLocalIdentities(text: string): readonly IdentityConfig[] {
  const parsed = localIdentities.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`Cannot read LOCAL_IDENTITIES: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
