import { describe, expect, test } from "vitest";
import { configOf, loadWatch } from "./harness.ts";

function moduleOf(http: string) {
  const probe = '{name: a, module: own, target: "https://a.example"}';
  const yaml = `modules: {own: {prober: http, http: ${http}}}\nprobes: [${probe}]`;
  return configOf(loadWatch(yaml)).edge.probes[0]?.module;
}

/** Without their positions, which are those of the field: told by the tests of the section. */
function found(http: string): readonly string[] {
  const loaded = loadWatch(`modules: {own: {prober: http, http: ${http}}}`);
  return loaded.diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
}

test("every field is read", () => {
  expect(
    moduleOf(`{method: POST, headers: {Accept: text/plain}, body: "{}", follow_redirects: no,
    valid_status_codes: [200, 401], fail_if_body_matches_regexp: [error], fail_if_body_not_matches_regexp: [ok, "^{"],
    fail_if_header_matches: [{header: Server, regexp: nginx, allow_missing: true}],
    fail_if_header_not_matches: [{header: X-Ready, regexp: "1"}],
    fail_if_json_not_equals: [{path: status, equals: success}, {path: data.0.up, equals: true}, {path: n, equals: 1.5}],
    max_latency: 800ms, client_certificate: BASTION_CLIENT}`),
  ).toEqual({
    prober: "http",
    name: "own",
    method: "POST",
    headers: [{ name: "Accept", value: { value: "text/plain" } }],
    body: "{}",
    followRedirects: false,
    validStatusCodes: [200, 401],
    failIfBodyMatches: ["error"],
    failIfBodyNotMatches: ["ok", "^{"],
    failIfHeaderMatches: [{ header: "Server", regexp: "nginx", allowMissing: true }],
    failIfHeaderNotMatches: [{ header: "X-Ready", regexp: "1", allowMissing: false }],
    failIfJsonNotEquals: [
      { path: "status", equals: "success" },
      { path: "data.0.up", equals: "true" },
      { path: "n", equals: "1.5" },
    ],
    maxLatencyMs: 800,
    clientCertificate: "BASTION_CLIENT",
  });
});

describe("what cannot be probed is refused", () => {
  test.each([
    ["{method: CONNECT}", "Cannot read method: expected"],
    ["{valid_status_codes: [99]}", "Cannot read valid_status_codes: Too small"],
    ["{valid_status_codes: [600]}", "Cannot read valid_status_codes: Too big"],
    ["{valid_status_codes: 2xx}", 'Cannot read valid_status_codes: expected a list, got "2xx"'],
    ["{fail_if_body_matches_regexp: ['(']}", '"(" is no RE2 regular expression'],
    ["{fail_if_header_matches: [{header: A, regexp: '(?=x)'}]}", '"(?=x)" is no RE2 regular expression'],
    ["{fail_if_header_matches: [{header: A}]}", '"regexp" is missing'],
    [
      "{fail_if_json_not_equals: [{path: a..b, equals: 1}]}",
      'expected a dotted path such as data.result.0.value, got "a..b"',
    ],
    ["{fail_if_json_not_equals: [{path: '', equals: 1}]}", "expected a dotted path"],
    ["{max_latency: 0s}", "max_latency cannot be zero"],
    ["{client_certificate: a.pem}", 'expected the name of a binding such as BASTION_CLIENT, got "a.pem"'],
    ["{body: x}", "Cannot send body: a GET has none; write method: POST"],
    ["{method: HEAD, body: x}", "Cannot send body: a HEAD has none; write method: POST"],
    [
      "{method: HEAD, fail_if_body_matches_regexp: [x]}",
      "Cannot use fail_if_body_matches_regexp: the answer to a HEAD has no body",
    ],
    ["{follow_redirect: false}", 'Unknown field "follow_redirect" in http, did you mean "follow_redirects"?'],
  ])("%s", (http, message) => {
    expect(found(http)).toEqual([expect.stringMatching(/^error: /)]);
    expect(found(http)[0]).toContain(message);
  });
});

describe("fields of blackbox_exporter that would change what is probed are refused by name", () => {
  const credentials = "write http_headers: {Authorization: {files: [/run/secrets/NAME]}}";
  test.each([
    ["{no_follow_redirects: true}", "Cannot use no_follow_redirects: write follow_redirects: false"],
    ["{fail_if_ssl: true}", "Cannot use fail_if_ssl: the target's scheme says it"],
    ["{fail_if_not_ssl: true}", "Cannot use fail_if_not_ssl: the target's scheme says it"],
    ["{basic_auth: {username: a, password: b}}", `Cannot use basic_auth: ${credentials}`],
    ["{bearer_token: b}", `Cannot use bearer_token: ${credentials}`],
    ["{bearer_token_file: b}", `Cannot use bearer_token_file: ${credentials}`],
    ["{authorization: {credentials: b}}", `Cannot use authorization: ${credentials}`],
    ["{oauth2: {client_id: b}}", `Cannot use oauth2: ${credentials}`],
    ["{tls_config: {insecure_skip_verify: true}}", "Cannot use tls_config: the platform verifies"],
    ["{proxy_url: 'http://p'}", "Cannot use proxy_url: the edge has no outbound proxy"],
    ["{body_file: x}", "Cannot use body_file: write the text as body"],
    [
      "{fail_if_body_json_matches_cel: x}",
      "Cannot use fail_if_body_json_matches_cel: write fail_if_json_not_equals",
    ],
  ])("%s", (http, message) => {
    expect(found(http)).toEqual([expect.stringContaining(`error: ${message}`)]);
  });
});

test.each([
  ["{preferred_ip_protocol: ip4}", "preferred_ip_protocol is not used: the platform decides it"],
  ["{valid_http_versions: [HTTP/2.0]}", "valid_http_versions is not used: the platform does not tell"],
  ["{enable_http2: true}", "enable_http2 is not used: the platform decides it"],
  ["{body_size_limit: 1MB}", "body_size_limit is not used: a probe has its own limit"],
])("%s changes nothing, and one warning says so", (http, message) => {
  expect(found(http)).toEqual([expect.stringContaining(`warning: ${message}`)]);
  expect(moduleOf(http)).toEqual(moduleOf("{}"));
});

test.each([
  "{fail_if_ssl: false, fail_if_not_ssl: false}",
  "{tls_config: {}}",
  "{proxy_url: ''}",
  "{basic_auth: }",
])("%s asks for nothing, so nothing is said", (http) => {
  expect(found(http)).toEqual([]);
});
