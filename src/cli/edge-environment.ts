import type { Config, IdentityConfig } from "../config/config.ts";
import { neededSecrets } from "../config/needed-secrets.ts";
import { clientRoles, type Pki } from "./pki.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Secrets that the worker knows beside those that the routing names. */
const ownSecrets = ["SENTRY_DSN"] as const;

/** Where workerd looks for further certificate authorities. */
const forWorkerd = ["SSL_CERT_FILE", "SSL_CERT_DIR"] as const;

export interface LocalBindings {
  readonly url: string;
  readonly token: string;
  readonly clients: Pki["clients"];
  readonly allowPrivate: boolean;
}

/** The worker's text bindings: its own, and the secrets that are set. A secret cannot take the place of our own. */
export function workerEnvironment(
  env: Environment,
  config: Config,
  local: LocalBindings,
): Readonly<Record<string, string>> {
  const names = [...neededSecrets(config), ...ownSecrets, ...forWorkerd];
  const given = names.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  return {
    ...Object.fromEntries(given),
    FARWATCH_EDGE: "local",
    LOCAL_IDENTITIES: JSON.stringify(localIdentities(local.clients)),
    LOCAL_URL: local.url,
    OPERATOR_TOKEN: local.token,
    ...(local.allowPrivate && { FARWATCH_ALLOW_PRIVATE: "1" }),
  };
}

function localIdentities(clients: Pki["clients"]): readonly IdentityConfig[] {
  return Object.entries(clientRoles).map(([name, roles]) => ({
    name,
    roles,
    tenant: "main",
    certificates: clients.get(name) ?? [],
  }));
}

/** The names that the edge's certificate must cover. */
export function edgeHosts(host: string, config: Config): readonly string[] {
  const { externalUrl } = config.edge;
  const external = externalUrl === undefined ? [] : [new URL(externalUrl).hostname.replace(/^\[|\]$/g, "")];
  const named = isWildcard(host) ? [] : [host];
  return [...new Set(["localhost", "127.0.0.1", "::1", ...named, ...external])];
}

/** Every address of the machine, and so none that a client could use. */
export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
