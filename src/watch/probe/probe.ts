import type { ProbeConfig, SecretRef } from "../../config/config.ts";

/** `unknown`: we could not look (our own failure, the platform's refusal); it never pages. */
export type ProbeState = "up" | "down" | "unknown";

/** What one run of one probe found. Plain data: it crosses RPC and is stored. */
export interface ProbeResult {
  readonly probe: string;
  readonly region: string;
  readonly state: ProbeState;
  /** Why not up, in a sentence that names the step; empty when up. */
  readonly reason: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly httpStatusCode?: number;
  readonly certificate?: CertificateFacts;
}

/** Of the chain that the peer showed, whoever signed it. */
export interface CertificateFacts {
  /** The earliest `notAfter` of the chain, epoch ms. */
  readonly earliestExpiryAt: number;
  readonly names: readonly string[];
  readonly issuer: string;
  /** Whether it ends in the configured authority; undefined when none is configured. */
  readonly trusted?: boolean;
}

/** A raw connection, as `cloudflare:sockets` makes it. */
export interface Connection {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** Resolves once connected, rejects with the reason. */
  readonly opened: Promise<unknown>;
  close(): Promise<void>;
}

/** The outside, handed to a probe by its Durable Object. */
export interface ProbeWorld {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** `fetch` with the named client certificate; undefined when there is none of that name. */
  fetchWithCertificate(name: string): ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  connect(address: { readonly hostname: string; readonly port: number }): Connection;
  /** Addresses of a name, for the guard against private ones; undefined when the lookup itself failed. */
  resolve(hostname: string): Promise<readonly string[] | undefined>;
  secret(ref: SecretRef): string | undefined;
  /** The local edge's `--allow-private`. */
  readonly allowPrivate: boolean;
  now(): number;
  /** Aborted when the probe's timeout is over. */
  readonly signal: AbortSignal;
  /** One step of the probe, for `?debug=true`. */
  step(text: string): void;
}

/** Never throws: every failure is a result. */
export type ProbeFunction = (probe: ProbeConfig, region: string, world: ProbeWorld) => Promise<ProbeResult>;
