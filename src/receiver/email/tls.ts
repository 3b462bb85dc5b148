import type { GlobalConfig, Issue } from "../../config/config.ts";
import { errorAt, parseNode, warningAt } from "../../config/field.ts";
import { tlsRuleIssues } from "../../config/http-rules.ts";
import { type RawTlsConfig, tlsConfigSchema } from "../../config/http-schema.ts";
import type { RawEmail } from "./schema.ts";
import { BLOCKED_PORT, IMPLICIT_TLS_PORT, isLoopback, type Smarthost, usesBinding } from "./smarthost.ts";

/** Whether the connection must be encrypted, and the name that the server's certificate must carry. */
export interface TlsSettings {
  readonly required: boolean;
  /** The smarthost's own name when absent. */
  readonly serverName?: string;
}

type RawTls = Pick<RawEmail, "require_tls" | "tls_config" | "force_implicit_tls">;

/** Checks how one entry's connection is protected; `hasPassword` when it would log in. */
export function resolveTls(
  node: RawTls,
  global: GlobalConfig,
  smarthost: Smarthost,
  hasPassword: boolean,
  issues: Issue[],
): TlsSettings {
  const required = node.require_tls ?? global.smtp_require_tls ?? true;
  const config = tlsConfigOf(node, global, issues);
  if (!usesBinding(smarthost)) {
    const forced = node.force_implicit_tls ?? global.smtp_force_implicit_tls ?? false;
    issues.push(...portIssues(smarthost, forced), ...clearTextIssues(smarthost, required, hasPassword));
  }
  return config.server_name ? { required, serverName: config.server_name } : { required };
}

function portIssues({ port }: Smarthost, forced: boolean): readonly Issue[] {
  if (port === IMPLICIT_TLS_PORT)
    return [errorAt(["smarthost"], `Cannot use port ${port}: ${NO_IMPLICIT_TLS}`)];
  if (forced) return [errorAt(["force_implicit_tls"], `Cannot use force_implicit_tls: ${NO_IMPLICIT_TLS}`)];
  if (port !== BLOCKED_PORT) return [];
  return [
    warningAt(["smarthost"], "Cloudflare lets no Worker connect to port 25: use 587, or run the local edge"),
  ];
}

const NO_IMPLICIT_TLS =
  "a Worker's SMTP connection starts in the clear and is upgraded; use the server's submission port with STARTTLS, mostly 587";

function clearTextIssues(smarthost: Smarthost, required: boolean, hasPassword: boolean): readonly Issue[] {
  if (required || !hasPassword || isLoopback(smarthost)) return [];
  const message = `Cannot send a password to ${JSON.stringify(smarthost.host)} in the clear: set require_tls to true, or leave out auth_username`;
  return [errorAt(["require_tls"], message)];
}

function tlsConfigOf(node: RawTls, global: GlobalConfig, issues: Issue[]): RawTlsConfig {
  const own = node.tls_config !== undefined;
  const parsed = parseNode(tlsConfigSchema, own ? node.tls_config : global.smtp_tls_config, ["tls_config"]);
  // What is found in the global one is told once, where `global` is checked.
  if (!own) return parsed.ok ? parsed.value : {};
  if (!parsed.ok) {
    issues.push(...parsed.error);
    return {};
  }
  issues.push(...tlsRuleIssues(parsed.value, ["tls_config"]), ...unusedTlsIssues(parsed.value));
  return parsed.value;
}

// `server_name` is the one field that workerd's node:tls acts on: it refuses rejectUnauthorized, and reads past
// ca, cert, key and the versions.
function unusedTlsIssues(tls: RawTlsConfig): readonly Issue[] {
  return Object.keys(tls)
    .filter((field) => field !== "server_name" && !(field === "insecure_skip_verify" && !tls[field]))
    .map((field) => warningAt(["tls_config", field], `${field} is not used: ${insteadOf(field)}`));
}

function insteadOf(field: string): string {
  if (/^(?:insecure_skip_verify|ca)/.test(field)) {
    return "the server's certificate must come from a public CA and carry its name, else no mail is sent";
  }
  return /^(?:cert|key)/.test(field)
    ? "no client certificate is offered"
    : "the platform chooses the TLS version";
}
