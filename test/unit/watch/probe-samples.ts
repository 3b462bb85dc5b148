import type { ProbeConfig } from "../../../src/config/config.ts";
import type { CertificateFacts, ProbeResult, ProbeState } from "../../../src/watch/probe/probe.ts";

export const NOON = Date.UTC(2026, 5, 1, 12);

export function probe(name: string, more: Partial<ProbeConfig> = {}): ProbeConfig {
  return {
    name,
    module: { prober: "tcp", name: "tcp_connect", queryResponse: [] },
    target: `${name}.example.org:22`,
    intervalMs: 60_000,
    timeoutMs: 5_000,
    regions: ["weur", "enam"],
    failures: 2,
    labels: {},
    muteTimeIntervals: [],
    ...more,
  };
}

export function result(state: ProbeState, more: Partial<ProbeResult> = {}): ProbeResult {
  const reason = state === "up" ? "" : `${state} because`;
  return { probe: "ssh", region: "weur", state, reason, startedAt: NOON, durationMs: 20, ...more };
}

export function certificate(more: Partial<CertificateFacts> = {}): CertificateFacts {
  return { earliestExpiryAt: NOON, names: ["example.org"], issuer: "CN=R3", ...more };
}
