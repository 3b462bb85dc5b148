import type { YamlStruct } from "../../config/go-yaml/value.ts";
import {
  type Fields,
  flag,
  flagIfGiven,
  flagIfTrue,
  mapOf,
  secret,
  sectionIfSaid,
  text,
  textOf,
} from "../../config/original/field.ts";
import { hostPort } from "../../config/original/global.ts";
import { tlsConfig } from "../../config/original/http.ts";
import type { OriginalContext, OriginalKind } from "../../config/original/kind.ts";
import { canonicalName } from "./headers.ts";

const fields: Fields = {
  send_resolved: flag(false),
  to: text(),
  from: text(),
  hello: text(),
  smarthost: hostPort,
  auth_username: text(),
  auth_password: secret,
  auth_password_file: text(),
  auth_secret: secret,
  auth_secret_file: text(),
  auth_identity: text(),
  headers: (node) => new Map([...mapOf(node, textOf)].map(([name, value]) => [canonicalName(name), value])),
  html: text('{{ template "email.default.html" . }}'),
  text: text(),
  require_tls: flagIfGiven,
  tls_config: tlsConfig,
  force_implicit_tls: flagIfGiven,
  threading: sectionIfSaid({ enabled: flagIfTrue, thread_by_date: text() }),
};

const inherits = {
  from: "smtp_from",
  hello: "smtp_hello",
  smarthost: "smtp_smarthost",
  auth_username: "smtp_auth_username",
  auth_secret: "smtp_auth_secret",
  auth_secret_file: "smtp_auth_secret_file",
  auth_identity: "smtp_auth_identity",
  require_tls: "smtp_require_tls",
  tls_config: "smtp_tls_config",
  force_implicit_tls: "smtp_force_implicit_tls",
};

export const emailOriginal: OriginalKind = { fields, inherits, settle };

function settle(entry: YamlStruct, { global, isRouted }: OriginalContext): YamlStruct {
  const hasPassword = (entry.auth_password ?? entry.auth_password_file) !== undefined;
  const password = hasPassword
    ? {}
    : { auth_password: global.smtp_auth_password, auth_password_file: global.smtp_auth_password_file };
  return { ...entry, ...password, headers: headersOf(entry, isRouted) };
}

/** The headers that every mail has are added where Alertmanager sets the receiver up. */
function headersOf({ headers, to, from }: YamlStruct, isRouted: boolean): YamlStruct[string] {
  const own = headers instanceof Map ? headers : new Map();
  const added = { Subject: '{{ template "email.default.subject" . }}', To: to ?? "", From: from ?? "" };
  const all = isRouted ? new Map([...Object.entries(added), ...own]) : own;
  return all.size === 0 ? undefined : all;
}
