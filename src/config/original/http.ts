import type { YamlStruct } from "../go-yaml/value.ts";
import {
  anyOf,
  type Field,
  type Fields,
  flag,
  flagIfTrue,
  isGiven,
  list,
  map,
  mapOf,
  maskOf,
  readFields,
  secret,
  section,
  sectionByDefault,
  sectionIfSaid,
  text,
  textOf,
} from "./field.ts";
import { redactedUrl } from "./go-url.ts";
import { items } from "./node.ts";

const tlsFields: Fields = {
  ca: text(),
  cert: text(),
  key: secret,
  ca_file: text(),
  cert_file: text(),
  key_file: text(),
  ca_ref: text(),
  cert_ref: text(),
  key_ref: text(),
  server_name: text(),
  insecure_skip_verify: flag(false),
  min_version: text(),
  max_version: text(),
};

export const tlsConfig = section(tlsFields);
export const tlsConfigByDefault = sectionByDefault(tlsFields);

const proxyFields: Fields = {
  proxy_url: (node) => (isGiven(node) && textOf(node) !== "" ? redactedUrl(textOf(node)) : undefined),
  no_proxy: text(),
  proxy_from_environment: flagIfTrue,
  proxy_connect_header: map((node) => items(node).map(maskOf)),
};

const basicAuth = section({
  username: text(),
  username_file: text(),
  username_ref: text(),
  password: secret,
  password_file: text(),
  password_ref: text(),
});

const authorization = section({
  type: (node) => textOf(node).trim() || "Bearer",
  credentials: secret,
  credentials_file: text(),
  credentials_ref: text(),
});

const oauth2 = section({
  client_id: text(),
  client_secret: secret,
  client_secret_file: text(),
  client_secret_ref: text(),
  client_certificate_key_id: text(),
  client_certificate_key: secret,
  client_certificate_key_file: text(),
  client_certificate_key_ref: text(),
  grant_type: text(),
  signature_algorithm: text(),
  iss: text(),
  audience: text(),
  claims: map(anyOf),
  scopes: list(textOf),
  token_url: text(),
  endpoint_params: map(textOf),
  tls_config: sectionIfSaid(tlsFields),
  ...proxyFields,
});

const headerFields: Fields = { values: list(textOf), secrets: list(maskOf), files: list(textOf) };

/** `http_headers`, and the `headers` of tracing. */
export const httpHeaders: Field = (node) =>
  isGiven(node) ? mapOf(node, (header) => readFields(headerFields, header)) : undefined;

const fields: Fields = {
  basic_auth: basicAuth,
  authorization,
  oauth2,
  bearer_token: secret,
  bearer_token_file: text(),
  tls_config: sectionIfSaid(tlsFields),
  follow_redirects: flag(true),
  enable_http2: flag(true),
  ...proxyFields,
  http_headers: httpHeaders,
};

/** A bearer token is the old form of an authorization, and written as one. */
function settle({ bearer_token, bearer_token_file, ...http }: YamlStruct): YamlStruct {
  if (http.authorization !== undefined || (bearer_token ?? bearer_token_file) === undefined) return http;
  return {
    ...http,
    authorization: { type: "Bearer", credentials: bearer_token, credentials_file: bearer_token_file },
  };
}

export const httpConfig = section(fields, settle);
export const httpConfigByDefault = sectionByDefault(fields, settle);
