import * as z from "zod";
import { isUrl } from "../alert/go-url.ts";
import { flag, text } from "./field.ts";

const tlsVersion = z.enum(["TLS10", "TLS11", "TLS12", "TLS13"], { error: "unknown TLS version" });

/** Upstream's `tls_config`. Parsed so that a file that runs there loads here; no sender can act on it. */
export const tlsConfigSchema = z.strictObject({
  ca: text.optional(),
  ca_file: text.optional(),
  ca_ref: text.optional(),
  cert: text.optional(),
  cert_file: text.optional(),
  cert_ref: text.optional(),
  key: text.optional(),
  key_file: text.optional(),
  key_ref: text.optional(),
  server_name: text.optional(),
  insecure_skip_verify: flag.optional(),
  min_version: tlsVersion.optional(),
  max_version: tlsVersion.optional(),
});

/** The values of one header, written out or secret. */
export const headerValues = z.strictObject({
  values: z.array(text).optional(),
  secrets: z.array(text).optional(),
  files: z.array(text).optional(),
});

const proxyFields = {
  // Also one without a scheme: upstream asks no more of it here.
  proxy_url: text.refine(isUrl, { error: "expected a URL" }).optional(),
  no_proxy: text.optional(),
  proxy_from_environment: flag.optional(),
  proxy_connect_header: z.record(z.string(), z.array(text)).optional(),
};

const oauth2Schema = z.strictObject({
  client_id: text.optional(),
  client_secret: text.optional(),
  client_secret_file: text.optional(),
  client_secret_ref: text.optional(),
  client_certificate_key_id: text.optional(),
  client_certificate_key: text.optional(),
  client_certificate_key_file: text.optional(),
  client_certificate_key_ref: text.optional(),
  signature_algorithm: text.optional(),
  grant_type: text.optional(),
  iss: text.optional(),
  audience: text.optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
  scopes: z.array(text).optional(),
  token_url: text.optional(),
  endpoint_params: z.record(z.string(), text).optional(),
  tls_config: tlsConfigSchema.optional(),
  ...proxyFields,
});

/** Upstream's `http_config`, every field and no other. */
export const httpConfigSchema = z.strictObject({
  basic_auth: z
    .strictObject({
      username: text.optional(),
      username_file: text.optional(),
      username_ref: text.optional(),
      password: text.optional(),
      password_file: text.optional(),
      password_ref: text.optional(),
    })
    .optional(),
  authorization: z
    .strictObject({
      type: text.optional(),
      credentials: text.optional(),
      credentials_file: text.optional(),
      credentials_ref: text.optional(),
    })
    .optional(),
  oauth2: oauth2Schema.optional(),
  bearer_token: text.optional(),
  bearer_token_file: text.optional(),
  tls_config: tlsConfigSchema.optional(),
  follow_redirects: flag.default(true),
  enable_http2: flag.optional(),
  http_headers: z.record(z.string(), headerValues).optional(),
  ...proxyFields,
});

export type RawHttpConfig = z.infer<typeof httpConfigSchema>;
export type RawTlsConfig = z.infer<typeof tlsConfigSchema>;
