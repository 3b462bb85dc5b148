import type { GlobalConfig, Issue, SecretRef } from "./config.ts";
import { parseNode, warningAt } from "./field.ts";
import { httpRuleIssues } from "./http-rules.ts";
import { httpConfigSchema, type RawHttpConfig } from "./http-schema.ts";
import { chooseSecret, secretFromFile, secretNames } from "./secret.ts";

type Path = readonly (string | number)[];

/** The part of an `http_config` that a sender acts on. */
export interface HttpSettings {
  readonly authorization?: { readonly type: string; readonly credentials?: SecretRef };
  readonly basicAuth?: { readonly username?: SecretRef; readonly password?: SecretRef };
  readonly headers: readonly HttpHeader[];
  readonly followRedirects: boolean;
}

export interface HttpHeader {
  readonly name: string;
  readonly values: readonly string[];
  readonly secrets: readonly SecretRef[];
}

export interface ResolvedHttp {
  readonly settings: HttpSettings;
  readonly secrets: readonly string[];
  readonly issues: readonly Issue[];
}

/** Upstream's defaults, for an integration without an `http_config`. */
export const DEFAULT_HTTP: HttpSettings = { headers: [], followRedirects: true };

/**
 * Checks an `http_config` as upstream does and keeps what a sender acts on; every given field that
 * none can act on is one warning. `path` leads to the node; undefined `raw` gives the defaults.
 */
export function resolveHttp(raw: unknown, path: Path): ResolvedHttp {
  if (raw === undefined || raw === null) return { settings: DEFAULT_HTTP, secrets: [], issues: [] };
  const parsed = parseNode(httpConfigSchema, raw, path, "http_config");
  if (!parsed.ok) return { settings: DEFAULT_HTTP, secrets: [], issues: parsed.error };
  const http = parsed.value;
  const settings = settingsOf(http);
  const issues = [...httpRuleIssues(http, path), ...unusedFieldWarnings(http, path)];
  return { settings, secrets: secretNames(refsOf(settings)), issues };
}

/**
 * An integration's own `http_config`, else the global one whole, as upstream; what is found inside the
 * global one is told once, at its own place.
 */
export function inheritHttp(own: unknown, global: GlobalConfig): ResolvedHttp {
  if (own !== undefined && own !== null) return resolveHttp(own, ["http_config"]);
  return { ...resolveHttp(global.http_config, []), issues: [] };
}

function settingsOf(http: RawHttpConfig): HttpSettings {
  const authorization = authorizationOf(http);
  const basicAuth = basicAuthOf(http);
  return {
    ...(authorization === undefined ? {} : { authorization }),
    ...(basicAuth === undefined ? {} : { basicAuth }),
    headers: Object.entries(http.http_headers ?? {}).map(([name, header]) => ({
      name,
      values: header.values ?? [],
      secrets: [
        ...(header.secrets ?? []).map((value) => ({ value })),
        ...(header.files ?? []).map(secretFromFile),
      ],
    })),
    followRedirects: http.follow_redirects,
  };
}

function authorizationOf(http: RawHttpConfig): HttpSettings["authorization"] {
  const bearer = chooseSecret(http, "bearer_token").ref;
  if (bearer !== undefined) return { type: "Bearer", credentials: bearer };
  if (http.authorization === undefined) return undefined;
  const credentials = chooseSecret(http.authorization, "credentials").ref;
  const type = http.authorization.type?.trim() || "Bearer";
  return credentials === undefined ? { type } : { type, credentials };
}

function basicAuthOf(http: RawHttpConfig): HttpSettings["basicAuth"] {
  if (http.basic_auth === undefined) return undefined;
  const username = chooseSecret(http.basic_auth, "username").ref;
  const password = chooseSecret(http.basic_auth, "password").ref;
  return { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
}

function refsOf(settings: HttpSettings): readonly (SecretRef | undefined)[] {
  const { authorization, basicAuth, headers } = settings;
  return [
    authorization?.credentials,
    basicAuth?.username,
    basicAuth?.password,
    ...headers.flatMap(({ secrets }) => secrets),
  ];
}

const NO_SECRET_MANAGER =
  "is not used: there is no secret manager here; name a Worker secret by the _file form";

const UNUSED_FIELDS: readonly (readonly [field: string, instead: string])[] = [
  [
    "tls_config",
    "is not used: Workers verify against the public CAs, and an outbound client certificate is an mtls_certificates binding",
  ],
  ["proxy_url", "is not used: Workers have no outbound proxy; the request goes directly"],
  ["no_proxy", "is not used: every request goes directly"],
  ["proxy_from_environment", "is not used: Workers have no outbound proxy; the request goes directly"],
  ["proxy_connect_header", "is not used: Workers have no outbound proxy; the request goes directly"],
  [
    "oauth2",
    "is not used: no token is fetched; give authorization with credentials_file, or http_headers, instead",
  ],
  ["enable_http2", "is not used: the platform chooses the HTTP version"],
];

function unusedFieldWarnings(http: RawHttpConfig, path: Path): readonly Issue[] {
  const given = new Set(Object.keys(http));
  const unused = UNUSED_FIELDS.filter(([field]) => given.has(field));
  const refs = [
    ["basic_auth", "username_ref", http.basic_auth?.username_ref],
    ["basic_auth", "password_ref", http.basic_auth?.password_ref],
    ["authorization", "credentials_ref", http.authorization?.credentials_ref],
  ].filter(([, , value]) => value !== undefined);
  return [
    ...unused.map(([field, instead]) => warningAt([...path, field], `${field} ${instead}`)),
    ...refs.map(([parent = "", field = ""]) =>
      warningAt([...path, parent, field], `${field} ${NO_SECRET_MANAGER}`),
    ),
  ];
}
