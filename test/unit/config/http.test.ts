import { describe, expect, it } from "vitest";
import { DEFAULT_HTTP, inheritHttp, resolveHttp } from "../../../src/config/http.ts";
import { RESERVED_HEADERS } from "../../../src/config/http-rules.ts";

const errorsOf = (raw: unknown) =>
  resolveHttp(raw, ["http_config"])
    .issues.filter(({ severity }) => severity === "error")
    .map(({ message }) => message);

describe("resolveHttp keeps what a sender acts on", () => {
  const cases = [
    { name: "nothing", raw: undefined, want: DEFAULT_HTTP, secrets: [] },
    { name: "an empty mapping", raw: {}, want: DEFAULT_HTTP, secrets: [] },
    {
      name: "an authorization with a file, of type Bearer unless it says otherwise",
      raw: { authorization: { credentials_file: "/run/secrets/hook_token" } },
      want: { ...DEFAULT_HTTP, authorization: { type: "Bearer", credentials: { env: "HOOK_TOKEN" } } },
      secrets: ["HOOK_TOKEN"],
    },
    {
      name: "an authorization of another type",
      raw: { authorization: { type: " Token ", credentials: "x" } },
      want: { ...DEFAULT_HTTP, authorization: { type: "Token", credentials: { value: "x" } } },
      secrets: [],
    },
    {
      name: "a bearer token in its old form",
      raw: { bearer_token_file: "tok" },
      want: { ...DEFAULT_HTTP, authorization: { type: "Bearer", credentials: { env: "TOK" } } },
      secrets: ["TOK"],
    },
    {
      name: "basic auth",
      raw: { basic_auth: { username: "u", password_file: "/p" } },
      want: { ...DEFAULT_HTTP, basicAuth: { username: { value: "u" }, password: { env: "P" } } },
      secrets: ["P"],
    },
    {
      name: "headers and no redirects",
      raw: {
        follow_redirects: false,
        http_headers: { "X-A": { values: ["1", 2], secrets: ["s"], files: ["/f"] } },
      },
      want: {
        followRedirects: false,
        headers: [{ name: "X-A", values: ["1", "2"], secrets: [{ value: "s" }, { env: "F" }] }],
      },
      secrets: ["F"],
    },
  ];

  it.for(cases)("of $name", ({ raw, want, secrets }) => {
    expect(resolveHttp(raw, [])).toEqual({ settings: want, secrets, issues: [] });
  });
});

describe("resolveHttp refuses, in upstream's words,", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [
      { bearer_token: "a", bearer_token_file: "b" },
      "at most one of bearer_token & bearer_token_file must be configured",
    ],
    [
      { bearer_token: "a", basic_auth: {} },
      "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured",
    ],
    [
      { bearer_token: "a", authorization: {} },
      "authorization is not compatible with bearer_token & bearer_token_file",
    ],
    [
      { basic_auth: {}, authorization: {} },
      "at most one of basic_auth, oauth2 & authorization must be configured",
    ],
    [
      { basic_auth: { username: "a", username_file: "b" } },
      "at most one of basic_auth username, username_file & username_ref must be configured",
    ],
    [
      { basic_auth: { password: "a", password_file: "b" } },
      "at most one of basic_auth password, password_file & password_ref must be configured",
    ],
    [
      { authorization: { credentials: "a", credentials_file: "b" } },
      "at most one of authorization credentials & credentials_file must be configured",
    ],
    [
      { authorization: { type: "Basic" } },
      'authorization type cannot be set to "basic", use "basic_auth" instead',
    ],
    [{ oauth2: { token_url: "x" } }, "oauth2 client_id must be configured"],
    [{ oauth2: { client_id: "x" } }, "oauth2 token_url must be configured"],
    [
      { proxy_connect_header: { a: ["b"] } },
      "if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured",
    ],
    [
      { proxy_from_environment: true, proxy_url: "http://p" },
      "if proxy_from_environment is configured, proxy_url must not be configured",
    ],
    [
      { proxy_from_environment: true, no_proxy: "a" },
      "if proxy_from_environment is configured, no_proxy must not be configured",
    ],
    [{ no_proxy: "a" }, "if no_proxy is configured, proxy_url must also be configured"],
    [{ tls_config: { ca: "a", ca_file: "b" } }, "at most one of ca, ca_file & ca_ref must be configured"],
    [
      { tls_config: { cert_file: "b" } },
      "exactly one of key or key_file must be configured when a client certificate is configured",
    ],
    [
      { tls_config: { key_file: "b" } },
      "exactly one of cert or cert_file must be configured when a client key is configured",
    ],
    [{ http_headers: { "Content-Type": {} } }, 'setting header "Content-Type" is not allowed'],
    [{ http_headers: { "a b": {} } }, 'Cannot use header name "a b"'],
    [{ nonsense: 1 }, 'Unknown field "nonsense" in http_config'],
    [
      { tls_config: { min_version: "SSL3" } },
      'Cannot read min_version: expected "TLS10" or "TLS11" or "TLS12" or "TLS13", got "SSL3"',
    ],
  ];

  it.for(cases)("%j", ([raw, message]) => {
    expect(errorsOf(raw)).toEqual([message]);
  });

  it.for([...RESERVED_HEADERS])("the header %s, which is upstream's own", (name) => {
    expect(errorsOf({ http_headers: { [name]: { values: ["x"] } } })).toHaveLength(1);
  });
});

describe("resolveHttp warns once of each field that no sender acts on", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["tls_config", { tls_config: { ca_file: "/ca" } }],
    ["proxy_url", { proxy_url: "http://proxy:3128" }],
    ["proxy_from_environment", { proxy_from_environment: true }],
    ["oauth2", { oauth2: { client_id: "a", client_secret: "b", token_url: "http://c" } }],
    ["enable_http2", { enable_http2: false }],
    ["credentials_ref", { authorization: { credentials_ref: "x" } }],
  ];

  it.for(cases)("%s", ([field, raw]) => {
    const { issues } = resolveHttp(raw, ["http_config"]);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({
      severity: "warning",
      message: expect.stringContaining(`${field} is not used: `),
    });
    expect(issues[0]?.path.at(-1)).toBe(field);
  });

  it("and says of tls_config what a Worker has instead", () => {
    const { issues } = resolveHttp({ tls_config: { cert_file: "/c", key_file: "/k" } }, []);
    expect(issues[0]?.message).toContain("mtls_certificates");
  });
});

describe("inheritHttp", () => {
  const global = { http_config: { authorization: { credentials: "g" }, proxy_url: "http://p" } };

  it("takes the global http_config whole, without telling its findings again", () => {
    const { settings, issues } = inheritHttp(undefined, global);
    expect(settings.authorization).toEqual({ type: "Bearer", credentials: { value: "g" } });
    expect(issues).toEqual([]);
  });

  it("takes nothing of it beside an own one", () => {
    expect(inheritHttp({ follow_redirects: false }, global).settings).toEqual({
      headers: [],
      followRedirects: false,
    });
  });
});
