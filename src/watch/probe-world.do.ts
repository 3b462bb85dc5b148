import { connect } from "cloudflare:sockets";
import type { SecretRef } from "../config/config.ts";
import type { Env } from "../env.ts";
import type { ProbeWorld } from "./probe/probe.ts";
import { createResolve } from "./probe/resolve.ts";

/** The outside as one run of one probe has it. */
export type OpenProbeWorld = (signal: AbortSignal, step: (text: string) => void) => ProbeWorld;

/** Made once for an object, whose probes share what was looked up. Sockets of Cloudflare, of workerd and of the tests differ nowhere but here. */
export function probeWorlds(env: Env): OpenProbeWorld {
  const resolve = createResolve(plainFetch, Date.now);
  return (signal, step) => ({
    fetch: plainFetch,
    fetchWithCertificate: (name) => fetcherOf(env[name]),
    connect: (address) => connect(address, { secureTransport: "off", allowHalfOpen: false }),
    resolve: (hostname) => resolve(hostname, signal),
    secret: (ref) => secretOf(env, ref),
    allowPrivate: env.FARWATCH_ALLOW_PRIVATE === "1",
    now: Date.now,
    signal,
    step,
  });
}

/** Called without a receiver: the platform's `fetch` refuses to be a method of anything else. */
function plainFetch(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init);
}

/** An `mtls_certificates` binding, or on the local edge a service that stands for it. */
function fetcherOf(binding: unknown): ((url: string, init: RequestInit) => Promise<Response>) | undefined {
  if (typeof binding !== "object" || binding === null || !("fetch" in binding)) return undefined;
  // Of the objects that the platform binds, those with a `fetch` are Fetchers.
  const fetcher = binding as Fetcher;
  return (url, init) => fetcher.fetch(url, init);
}

function secretOf(env: Env, ref: SecretRef): string | undefined {
  if ("value" in ref) return ref.value;
  const value = env[ref.env];
  return typeof value === "string" && value !== "" ? value : undefined;
}
