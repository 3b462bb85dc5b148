import type { CertificateFacts, ProbeState } from "./probe/probe.ts";

const DAY_MS = 86_400_000;

/** What a prober tells the router of one probe. Plain data: it crosses RPC. */
export interface ProbeReport {
  readonly probe: string;
  /** The region that runs it; another one has confirmed when it is down. */
  readonly region: string;
  /** Confirmed, not the last result's. */
  readonly state: ProbeState;
  /** When that state began, epoch ms. */
  readonly since: number;
  /** Why not up; empty when up. */
  readonly reason: string;
  /** Start of the last run, whatever it found. */
  readonly lastRunAt: number;
  readonly durationMs: number;
  readonly httpStatusCode?: number;
  /** As last seen, be it in an earlier run. */
  readonly certificate?: CertificateFacts;
}

/** Who takes reports: a tenant's router. */
export interface ProbeListener {
  /** Durable before it resolves; after a throw the same reports come again. */
  noteProbes(reports: readonly ProbeReport[]): Promise<void>;
}

/** Equal for reports between which the router has nothing to learn: what is measured each time is left out. */
export function reportKey({ state, since, certificate }: ProbeReport): string {
  return JSON.stringify([state, since, certificateKey(certificate)]);
}

/** A certificate's facts by the day: a chain's earliest end may differ by hours from server to server. */
export function certificateKey(certificate: CertificateFacts | undefined): string {
  if (certificate === undefined) return "";
  const { earliestExpiryAt, names, issuer, trusted } = certificate;
  return JSON.stringify([Math.floor(earliestExpiryAt / DAY_MS), names, issuer, trusted ?? null]);
}
