import type * as z from "zod";
import type { GlobalConfig, ReceiverKindConfig } from "./config.ts";
import { parseNode } from "./field.ts";
import { DEFAULT_RESOLVE_TIMEOUT_MS, globalSchema, type RawGlobal } from "./global-schema.ts";
import { resolveHttp } from "./http.ts";
import { tlsRuleIssues } from "./http-rules.ts";
import { tlsConfigSchema } from "./http-schema.ts";
import { unmaskSecrets } from "./masked-secret.ts";
import type { Section } from "./section.ts";

export interface ReadGlobal {
  readonly resolveTimeoutMs: number;
  readonly global: GlobalConfig;
  readonly section: Section;
}

/** Reads `global:`; every field that none of `kinds` takes is parsed, and warned of. */
export function readGlobal(section: Section, kinds: readonly ReceiverKindConfig[]): ReadGlobal {
  if (section.value === undefined) {
    return { resolveTimeoutMs: DEFAULT_RESOLVE_TIMEOUT_MS, global: {}, section };
  }
  const raw = section.decode(globalSchema, "global") ?? salvage(section.value);
  checkNested(section, raw);
  checkTwins(section, raw);
  checkSlack(section, raw);
  const names = new Set(kinds.flatMap(inheritedFields));
  warnOfUnused(section, raw, names);
  const unmasked = unmaskSecrets("", raw);
  const read = [...names].map((name) => [name, unmasked[name]]).filter(([, value]) => value !== undefined);
  return {
    resolveTimeoutMs: raw.resolve_timeout,
    // The names are GlobalConfig's own, and the schema has checked each value.
    global: Object.fromEntries(read) as GlobalConfig,
    section,
  };
}

/** What an entry of this kind takes from `global:` where it says nothing itself. */
export function inheritedFields({ globals = [] }: ReceiverKindConfig): readonly (keyof GlobalConfig)[] {
  return ["http_config", ...globals];
}

/** The fields that fit: one that does not must not make receivers miss the others. */
function salvage(value: unknown): RawGlobal {
  const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const shape = new Map<string, z.ZodType>(Object.entries(globalSchema.shape));
  const fit = fields.filter(([name, field]) => shape.get(name)?.safeParse(field).success === true);
  return globalSchema.parse(Object.fromEntries(fit));
}

/** Errors in what is handed on as it is are found even if no receiver takes it. */
function checkNested(section: Section, raw: RawGlobal): void {
  if (raw.http_config !== undefined) {
    section.noteIssues(resolveHttp(raw.http_config, ["http_config"]).issues);
  }
  if (raw.smtp_tls_config === undefined) return;
  const path = ["smtp_tls_config"];
  const parsed = parseNode(tlsConfigSchema, raw.smtp_tls_config, path, "tls_config");
  section.noteIssues(parsed.ok ? tlsRuleIssues(parsed.value, path) : parsed.error);
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

function warnOfUnused(section: Section, raw: RawGlobal, read: ReadonlySet<string>): void {
  const isUnused = (name: string) => name !== "resolve_timeout" && !read.has(name);
  for (const name of Object.keys(raw).filter((name) => section.has(name) && isUnused(name))) {
    section.warn(`${name} is not used: no receiver kind of this edge reads it`, [name]);
  }
}

function given(value: unknown): boolean {
  return value !== undefined && value !== "";
}
