import type { Issue } from "./config.ts";
import { errorAt } from "./field.ts";
import type { RawHttpConfig, RawTlsConfig } from "./http-schema.ts";

type Path = readonly (string | number)[];

/** Headers that upstream sets itself and refuses in `http_headers` (prometheus/common config/headers.go). */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "host",
  "content-encoding",
  "content-length",
  "content-type",
  "user-agent",
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "www-authenticate",
  "accept-encoding",
  "x-prometheus-remote-write-version",
  "x-prometheus-remote-read-version",
  "x-prometheus-scrape-timeout-seconds",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-content-sha256",
]);

/** The fields of an `http_config` that exclude or need each other, in upstream's words. */
export function httpRuleIssues(http: RawHttpConfig, path: Path): readonly Issue[] {
  return [
    ...authIssues(http, path),
    ...oauth2Issues(http, path),
    ...proxyIssues(http, path),
    ...headerIssues(http, path),
    ...(http.tls_config === undefined ? [] : tlsRuleIssues(http.tls_config, [...path, "tls_config"])),
  ];
}

/** The same for a `tls_config`, which the email kind has too. */
export function tlsRuleIssues(tls: RawTlsConfig, path: Path): readonly Issue[] {
  const cert = count(tls.cert, tls.cert_file, tls.cert_ref);
  const key = count(tls.key, tls.key_file, tls.key_ref);
  const rules: readonly (readonly [boolean, string])[] = [
    [count(tls.ca, tls.ca_file, tls.ca_ref) > 1, "at most one of ca, ca_file & ca_ref must be configured"],
    [cert > 1, "at most one of cert, cert_file & cert_ref must be configured"],
    [key > 1, "at most one of key and key_file must be configured"],
    [
      cert > 0 && key === 0,
      "exactly one of key or key_file must be configured when a client certificate is configured",
    ],
    [
      key > 0 && cert === 0,
      "exactly one of cert or cert_file must be configured when a client key is configured",
    ],
  ];
  return broken(rules, path);
}

function authIssues(http: RawHttpConfig, path: Path): readonly Issue[] {
  const bearers = count(http.bearer_token, http.bearer_token_file);
  const { basic_auth: basic, authorization, oauth2 } = http;
  const rules: readonly (readonly [boolean, string])[] = [
    [bearers > 1, "at most one of bearer_token & bearer_token_file must be configured"],
    [
      bearers > 0 && (basic !== undefined || oauth2 !== undefined),
      "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured",
    ],
    [
      bearers > 0 && authorization !== undefined,
      "authorization is not compatible with bearer_token & bearer_token_file",
    ],
    [
      [basic, oauth2, authorization].filter((auth) => auth !== undefined).length > 1,
      "at most one of basic_auth, oauth2 & authorization must be configured",
    ],
    [
      count(basic?.username, basic?.username_file, basic?.username_ref) > 1,
      "at most one of basic_auth username, username_file & username_ref must be configured",
    ],
    [
      count(basic?.password, basic?.password_file, basic?.password_ref) > 1,
      "at most one of basic_auth password, password_file & password_ref must be configured",
    ],
    [
      count(authorization?.credentials, authorization?.credentials_file, authorization?.credentials_ref) > 1,
      "at most one of authorization credentials & credentials_file must be configured",
    ],
    [
      authorization?.type?.trim().toLowerCase() === "basic",
      'authorization type cannot be set to "basic", use "basic_auth" instead',
    ],
  ];
  return broken(rules, path);
}

function oauth2Issues({ oauth2 }: RawHttpConfig, path: Path): readonly Issue[] {
  if (oauth2 === undefined) return [];
  const secrets = count(oauth2.client_secret, oauth2.client_secret_file, oauth2.client_secret_ref);
  const rules: readonly (readonly [boolean, string])[] = [
    [count(oauth2.client_id) === 0, "oauth2 client_id must be configured"],
    [count(oauth2.token_url) === 0, "oauth2 token_url must be configured"],
    [
      secrets > 1,
      "at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured",
    ],
  ];
  const tls =
    oauth2.tls_config === undefined
      ? []
      : tlsRuleIssues(oauth2.tls_config, [...path, "oauth2", "tls_config"]);
  return [...broken(rules, [...path, "oauth2"]), ...tls, ...proxyIssues(oauth2, [...path, "oauth2"])];
}

type ProxyFields = Pick<
  RawHttpConfig,
  "proxy_url" | "no_proxy" | "proxy_from_environment" | "proxy_connect_header"
>;

function proxyIssues(http: ProxyFields, path: Path): readonly Issue[] {
  const fromEnvironment = http.proxy_from_environment === true;
  const url = count(http.proxy_url) > 0;
  const connectHeaders = Object.keys(http.proxy_connect_header ?? {}).length > 0;
  const rules: readonly (readonly [boolean, string])[] = [
    [
      connectHeaders && !fromEnvironment && !url,
      "if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured",
    ],
    [fromEnvironment && url, "if proxy_from_environment is configured, proxy_url must not be configured"],
    [
      fromEnvironment && count(http.no_proxy) > 0,
      "if proxy_from_environment is configured, no_proxy must not be configured",
    ],
    [
      !fromEnvironment && !url && count(http.no_proxy) > 0,
      "if no_proxy is configured, proxy_url must also be configured",
    ],
  ];
  return broken(rules, path);
}

function headerIssues(http: RawHttpConfig, path: Path): readonly Issue[] {
  return Object.keys(http.http_headers ?? {}).flatMap((name) => {
    const at = [...path, "http_headers", name];
    if (RESERVED_HEADERS.has(name.toLowerCase())) {
      return [errorAt(at, `setting header "${name}" is not allowed`)];
    }
    // A name with other characters would make every request throw.
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return [errorAt(at, `Cannot use header name "${name}"`)];
    return [];
  });
}

function broken(rules: readonly (readonly [boolean, string])[], path: Path): readonly Issue[] {
  return rules.filter(([isBroken]) => isBroken).map(([, message]) => errorAt(path, message));
}

function count(...values: readonly (string | undefined)[]): number {
  return values.filter((value) => value !== undefined && value !== "").length;
}
