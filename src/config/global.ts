import type * as z from "zod";
import type { GlobalConfig } from "./config.ts";
import { parseNode } from "./field.ts";
import { globalSchema, type RawGlobal } from "./global-schema.ts";
import { resolveHttp } from "./http.ts";
import { tlsRuleIssues } from "./http-rules.ts";
import { tlsConfigSchema } from "./http-schema.ts";
import { unmaskSecrets } from "./masked-secret.ts";
import type { Section } from "./section.ts";

/** Upstream's default. */
export const DEFAULT_RESOLVE_TIMEOUT_MS = 300_000;

/** What the receiver kinds of this edge read; every other field is parsed, and warned of. */
const READ_BY_KINDS: readonly (keyof GlobalConfig)[] = [
  "smtp_from",
  "smtp_hello",
  "smtp_smarthost",
  "smtp_auth_username",
  "smtp_auth_password",
  "smtp_auth_password_file",
  "smtp_auth_secret",
  "smtp_auth_secret_file",
  "smtp_auth_identity",
  "smtp_require_tls",
  "slack_api_url",
  "slack_api_url_file",
  "slack_app_token",
  "slack_app_token_file",
  "slack_app_url",
];

/** Read here or with a warning of its own. */
const HANDLED = ["resolve_timeout", "http_config", "smtp_tls_config", "smtp_force_implicit_tls"];

export interface ReadGlobal {
  readonly resolveTimeoutMs: number;
  readonly global: GlobalConfig;
  /** The `http_config` that a receiver without its own inherits; absent when it has errors. */
  readonly httpConfig?: unknown;
}

/** Reads `global:`. */
export function readGlobal(section: Section): ReadGlobal {
  const empty: ReadGlobal = { resolveTimeoutMs: DEFAULT_RESOLVE_TIMEOUT_MS, global: {} };
  if (section.value === undefined) return empty;
  const raw = section.decode(globalSchema, "global") ?? salvage(section.value);
  const httpConfig = readHttpConfig(section.child("http_config"));
  checkTwins(section, raw);
  checkSlack(section, raw);
  warnOfUnused(section, raw);
  const unmasked = unmaskSecrets("", raw);
  const read = READ_BY_KINDS.map((name) => [name, unmasked[name]]).filter(([, value]) => value !== undefined);
  return {
    resolveTimeoutMs: raw.resolve_timeout ?? DEFAULT_RESOLVE_TIMEOUT_MS,
    // The names are GlobalConfig's own, and the schema has checked each value.
    global: Object.fromEntries(read) as GlobalConfig,
    ...(httpConfig === undefined ? {} : { httpConfig }),
  };
}

/** The fields that fit: one that does not must not make receivers miss the others. */
function salvage(value: unknown): RawGlobal {
  const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const shape: Readonly<Record<string, z.ZodType>> = globalSchema.shape;
  return globalSchema.parse(
    Object.fromEntries(fields.filter(([name, field]) => shape[name]?.safeParse(field).success === true)),
  );
}

function readHttpConfig(section: Section): unknown {
  if (section.value === undefined) return undefined;
  const { issues } = resolveHttp(section.value, []);
  section.noteIssues(issues);
  return issues.some((issue) => issue.severity === "error") ? undefined : section.value;
}

/** A secret is written out or named by its `_file` twin, never both. */
function checkTwins(section: Section, raw: RawGlobal): void {
  for (const file of Object.keys(globalSchema.shape).filter((name) => name.endsWith("_file"))) {
    const name = file.slice(0, -"_file".length);
    const isBoth = [name, file].every((field) => given(raw[field as keyof RawGlobal])); // Keys of the schema.
    if (isBoth) section.error(`at most one of ${name} & ${file} must be configured`, [file]);
  }
}

function checkSlack(section: Section, raw: RawGlobal): void {
  const hasToken = given(raw.slack_app_token) || given(raw.slack_app_token_file);
  const hasUrl = given(raw.slack_api_url) || given(raw.slack_api_url_file);
  // Upstream lets the two stand together where both name Slack's API itself.
  const appUrl = raw.slack_app_url ?? "https://slack.com/api/chat.postMessage";
  if (!hasToken || !hasUrl || raw.slack_api_url === appUrl) return;
  const pairs = "slack_app_token/slack_app_token_file & slack_api_url/slack_api_url_file";
  section.error(`at most one of ${pairs} must be configured`);
}

function warnOfUnused(section: Section, raw: RawGlobal): void {
  const known: readonly string[] = [...READ_BY_KINDS, ...HANDLED];
  for (const name of Object.keys(raw).filter((name) => section.has(name) && !known.includes(name))) {
    section.warn(`${name} is not used: no receiver kind of this edge reads it`, [name]);
  }
  if (raw.smtp_tls_config !== undefined) readTlsConfig(section.child("smtp_tls_config"));
  if (raw.smtp_force_implicit_tls === true) {
    const instead = "mail is sent by STARTTLS, so give a port that offers it, such as 587";
    section.warn(`smtp_force_implicit_tls is not used: ${instead}`, ["smtp_force_implicit_tls"]);
  }
}

function readTlsConfig(section: Section): void {
  const parsed = parseNode(tlsConfigSchema, section.value, []);
  section.noteIssues(parsed.ok ? tlsRuleIssues(parsed.value, []) : parsed.error);
  section.warn(
    "smtp_tls_config is not used: the mail server's certificate is verified against the public CAs",
  );
}

function given(value: unknown): boolean {
  return value !== undefined && value !== "";
}
