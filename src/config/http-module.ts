import * as z from "zod";
import type { HttpModule } from "./config.ts";
import { defined } from "./defined.ts";
import { durationSchema } from "./duration.ts";
import { flag, text } from "./field.ts";
import { type ForeignFields, IP_FIELDS, noteForeignFields } from "./foreign-fields.ts";
import { headersSchema, httpHeadersSchema, readModuleHeaders } from "./module-headers.ts";
import { regexpSchema } from "./regexp.ts";
import type { Section } from "./section.ts";

/** What `fetch` sends; it refuses CONNECT, TRACE and TRACK. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

const headerRegexpSchema = z.strictObject({
  header: text,
  regexp: regexpSchema,
  allow_missing: flag.optional(),
});

const jsonSchema = z.strictObject({
  path: text.refine((path) => /^[^.]+(?:\.[^.]+)*$/.test(path), {
    error: (issue) =>
      `expected a dotted path such as data.result.0.value, got ${JSON.stringify(issue.input)}`,
  }),
  equals: text,
});

const schema = z.strictObject({
  method: z.enum(METHODS).optional(),
  headers: headersSchema.optional(),
  http_headers: httpHeadersSchema.optional(),
  body: text.optional(),
  follow_redirects: flag.optional(),
  valid_status_codes: z.array(z.number().int().min(100).max(599)).optional(),
  fail_if_body_matches_regexp: z.array(regexpSchema).optional(),
  fail_if_body_not_matches_regexp: z.array(regexpSchema).optional(),
  fail_if_header_matches: z.array(headerRegexpSchema).optional(),
  fail_if_header_not_matches: z.array(headerRegexpSchema).optional(),
  fail_if_json_not_equals: z.array(jsonSchema).optional(),
  max_latency: durationSchema.optional(),
  client_certificate: text
    .refine((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name), {
      error: (issue) =>
        `expected the name of a binding such as BASTION_CLIENT, got ${JSON.stringify(issue.input)}`,
    })
    .optional(),
});

const CREDENTIALS =
  'write http_headers: {Authorization: {files: [/run/secrets/NAME]}}, with the whole value ("Bearer ...") in the secret';
const PROXY = "the edge has no outbound proxy";
const CEL = "write fail_if_json_not_equals: [{path, equals}]";
const SCHEME = "the target's scheme says it; add follow_redirects: false where a redirect must not change it";
const PLATFORM = "the platform decides it";

const FOREIGN: ForeignFields = {
  refused: {
    no_follow_redirects: "write follow_redirects: false",
    fail_if_ssl: SCHEME,
    fail_if_not_ssl: SCHEME,
    fail_if_body_json_matches_cel: CEL,
    fail_if_body_json_not_matches_cel: CEL,
    body_file: "write the text as body",
    basic_auth: CREDENTIALS,
    authorization: CREDENTIALS,
    bearer_token: CREDENTIALS,
    bearer_token_file: CREDENTIALS,
    oauth2: CREDENTIALS,
    tls_config:
      "the platform verifies against the public CAs; write client_certificate for a certificate of ours, and a tls module for a private CA",
    proxy_url: PROXY,
    proxy_from_environment: PROXY,
    proxy_connect_header: PROXY,
  },
  unused: {
    ...IP_FIELDS,
    no_proxy: PROXY,
    skip_resolve_phase_with_proxy: PROXY,
    use_proxy_dns: PROXY,
    valid_http_versions: "the platform does not tell which version answered",
    enable_http2: PLATFORM,
    enable_http3: PLATFORM,
    compression: PLATFORM,
    body_size_limit: "a probe has its own limit",
  },
};

type Raw = z.output<typeof schema>;

/** Reads the `http` of a module. */
export function readHttpModule(name: string, section: Section): HttpModule | undefined {
  const own = noteForeignFields(section, FOREIGN);
  const raw = own.decode(schema, "http");
  if (raw === undefined) return undefined;
  checkTogether(own, raw);
  return {
    prober: "http",
    name,
    method: raw.method ?? "GET",
    headers: readModuleHeaders(own, raw),
    followRedirects: raw.follow_redirects ?? true,
    validStatusCodes: raw.valid_status_codes ?? [],
    failIfBodyMatches: raw.fail_if_body_matches_regexp ?? [],
    failIfBodyNotMatches: raw.fail_if_body_not_matches_regexp ?? [],
    failIfHeaderMatches: (raw.fail_if_header_matches ?? []).map(headerRegexp),
    failIfHeaderNotMatches: (raw.fail_if_header_not_matches ?? []).map(headerRegexp),
    failIfJsonNotEquals: raw.fail_if_json_not_equals ?? [],
    ...defined({
      body: raw.body,
      maxLatencyMs: raw.max_latency,
      clientCertificate: raw.client_certificate,
    }),
  };
}

function headerRegexp({
  header,
  regexp,
  allow_missing: allowMissing = false,
}: z.output<typeof headerRegexpSchema>) {
  return { header, regexp, allowMissing };
}

function checkTogether(section: Section, raw: Raw): void {
  const { method = "GET" } = raw;
  if (raw.body !== undefined && (method === "GET" || method === "HEAD")) {
    section.error(`Cannot send body: a ${method} has none; write method: POST`, ["body"]);
  }
  const readsBody = [
    "fail_if_body_matches_regexp",
    "fail_if_body_not_matches_regexp",
    "fail_if_json_not_equals",
  ].filter((field) => section.child(field).items().length > 0);
  if (method === "HEAD" && readsBody.length > 0) {
    section.error(`Cannot use ${readsBody[0]}: the answer to a HEAD has no body`, [String(readsBody[0])]);
  }
  if (raw.max_latency === 0) section.error("max_latency cannot be zero", ["max_latency"]);
}
