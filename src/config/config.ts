import type { Labels } from "../alert/labels.ts";
import type { Matcher } from "../alert/matcher.ts";
import type { RawGlobal } from "./global-schema.ts";
import type { OriginalKind } from "./original/kind.ts";

/** Where a finding of `check` stands; line and column count from 1. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A finding inside one YAML node, before its position is known: `path` leads to it from that node. */
export interface Issue {
  readonly severity: "error" | "warning";
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A secret by value (written in the file) or by the name of the Worker secret that holds it. */
export type SecretRef = { readonly value: string } | { readonly env: string };

/** One node of the routing tree as written: what it leaves out is inherited by `dispatch/route.ts`. */
export interface RouteConfig {
  readonly receiver?: string;
  readonly matchers: readonly Matcher[];
  readonly groupBy?: readonly string[];
  readonly groupByAll?: boolean;
  readonly groupWaitMs?: number;
  readonly groupIntervalMs?: number;
  readonly repeatIntervalMs?: number;
  readonly continue: boolean;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly RouteConfig[];
}

/** One entry of a receiver's `<kind>_configs`: the unit of outbox rows, retries and notification log. */
export interface Integration {
  readonly receiver: string;
  readonly kind: string;
  /** Position inside its own `<kind>_configs` list. */
  readonly index: number;
  readonly sendResolved: boolean;
  /** What the kind's own `resolve` made of its YAML; only that kind reads it. */
  readonly settings: unknown;
  /** Names of the Worker secrets that it needs. */
  readonly secrets: readonly string[];
}

export interface ReceiverConfig {
  readonly name: string;
  /** What the API's `receiver_matchers` find it by, beside its name. */
  readonly labels?: Labels;
  readonly integrations: readonly Integration[];
}

export interface InhibitRule {
  readonly name?: string;
  readonly sourceMatchers: readonly Matcher[];
  readonly targetMatchers: readonly Matcher[];
  readonly equal: readonly string[];
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** All given fields must hold (AND), any entry of a field suffices (OR); times are minutes of the day, end exclusive. */
export interface TimeInterval {
  readonly times?: readonly Range[];
  /** Sunday is 0. */
  readonly weekdays?: readonly Range[];
  /** 1 to 31, or -1 (last day) to -31. */
  readonly daysOfMonth?: readonly Range[];
  readonly months?: readonly Range[];
  readonly years?: readonly Range[];
  /** IANA name; UTC when absent. */
  readonly location?: string;
}

export type Role = "ingest" | "scrape" | "viewer" | "operator";

/** A caller that the gate lets in: by pinned SHA-256 fingerprints (lower-case hex, no colons) or by RFC 2253 subject. */
export interface IdentityConfig {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly tenant: string;
  readonly certificates: readonly string[];
  readonly subject?: string;
}

/** A dead man's switch: quiet while pings arrive, an alert when they stop. */
export interface HeartbeatConfig {
  readonly name: string;
  /** An alert that matches all of them renews it and is never itself notified; empty for pings by HTTP alone. */
  readonly matchers: readonly Matcher[];
  readonly intervalMs: number;
  readonly graceMs: number;
  /** Its age is evidence for the verdict on Bastion. */
  readonly bastion: boolean;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly muteTimeIntervals: readonly string[];
  /** Share of time that it should be up, 0 to 1. */
  readonly slo?: number;
}

/** What a probe's result says something about. */
export type ProbeRole = "box" | "prometheus" | "alertmanager" | "ui";

export interface ProbeConfig {
  readonly name: string;
  readonly role?: ProbeRole;
  readonly module: ProbeModule;
  /** A URL, `host:port`, or for `dns` the resolver's URL; what the module wants. */
  readonly target: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Location hints; the second one confirms a failure seen from the first. */
  readonly regions: readonly string[];
  /** Confirmed failures in a row until it is down. */
  readonly failures: number;
  readonly labels: Labels;
  readonly muteTimeIntervals: readonly string[];
  readonly slo?: number;
}

/** How to probe; blackbox_exporter's words. Regular expressions are RE2, unanchored, already checked. */
export type ProbeModule = HttpModule | TcpModule | TlsModule | DnsModule;

export interface HeaderRegexp {
  readonly header: string;
  readonly regexp: string;
  readonly allowMissing: boolean;
}

export interface JsonAssertion {
  /** Dotted path, `data.result.0.value`; a number is an index. */
  readonly path: string;
  /** Compared with the value's JSON when it is no string. */
  readonly equals: string;
}

export interface HttpModule {
  readonly prober: "http";
  readonly name: string;
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: SecretRef }[];
  readonly body?: string;
  readonly followRedirects: boolean;
  /** Empty means 200 to 299. */
  readonly validStatusCodes: readonly number[];
  readonly failIfBodyMatches: readonly string[];
  readonly failIfBodyNotMatches: readonly string[];
  readonly failIfHeaderMatches: readonly HeaderRegexp[];
  readonly failIfHeaderNotMatches: readonly HeaderRegexp[];
  readonly failIfJsonNotEquals: readonly JsonAssertion[];
  readonly maxLatencyMs?: number;
  /** Name of an `mtls_certificates` binding on Cloudflare, of a key pair on the local edge. */
  readonly clientCertificate?: string;
}

export interface TcpModule {
  readonly prober: "tcp";
  readonly name: string;
  /** In order: what to wait for (a regular expression) and what to send. */
  readonly queryResponse: readonly { readonly expect?: string; readonly send?: string }[];
}

export interface TlsModule {
  readonly prober: "tls";
  readonly name: string;
  /** Name in the handshake and in the certificate; the target's host when absent. */
  readonly serverName?: string;
  /** PEM of the authorities in which the chain should end; the chain's end is only reported when absent. */
  readonly ca?: string;
}

export interface DnsModule {
  readonly prober: "dns";
  readonly name: string;
  readonly queryName: string;
  readonly queryType: "A" | "AAAA" | "CNAME" | "MX" | "TXT" | "NS";
  /** Every one of these must be among the answers. */
  readonly expectAnswers: readonly string[];
}

/** Where criticals go that their own receiver does not take; the first that matches an alert holds for it. */
export interface FallbackRoute {
  readonly matchers: readonly Matcher[];
  /** Name of a receiver. */
  readonly fallback: string;
}

/** Who may read the runbooks: anybody, or on the machine host identities with the role viewer or operator. */
export type RunbookReaders = "public" | "identified";

export interface EdgeConfig {
  readonly heartbeats: readonly HeartbeatConfig[];
  readonly probes: readonly ProbeConfig[];
  /** Fetched once a minute, so that somebody else notices when we stop. */
  readonly externalHeartbeatUrl?: SecretRef;
  /** Base of links to people's pages, without a trailing slash. */
  readonly externalUrl?: string;
  readonly timezone: string;
  readonly runbooks: RunbookReaders;
  readonly identities: readonly IdentityConfig[];
  readonly staleAfterMs: number;
  readonly fallbacks: readonly FallbackRoute[];
}

/** Both files, parsed, cross-checked and frozen. */
export interface Config {
  readonly resolveTimeoutMs: number;
  readonly route: RouteConfig;
  readonly receivers: readonly ReceiverConfig[];
  readonly inhibitRules: readonly InhibitRule[];
  readonly timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>;
  readonly edge: EdgeConfig;
}

/** `global:` of the routing file, in its own words; durations are already checked. */
export type GlobalConfig = Readonly<Partial<Omit<RawGlobal, "resolve_timeout">>>;

/** What a receiver kind contributes to the files: its key, and how one entry of it becomes an `Integration`. */
export interface ReceiverKindConfig {
  readonly kind: string;
  /** `slack_configs` and so on; in the edge file where Alertmanager knows no such key. */
  readonly key: string;
  /** Fields of `global:` that an entry may leave out, beside `http_config`. */
  readonly globals?: readonly (keyof GlobalConfig)[];
  /** How Alertmanager writes an entry; absent where it knows no such kind. */
  readonly original?: OriginalKind;
  resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration;
}

/** `settings` is undefined when `issues` holds an error. */
export interface ResolvedIntegration {
  readonly settings: unknown;
  readonly sendResolved: boolean;
  readonly secrets: readonly string[];
  readonly issues: readonly Issue[];
}

export type { Labels };
