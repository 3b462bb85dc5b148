import type { ProbeResult } from "./probe.ts";

/** What a probe learns besides its state. */
export type Findings = Pick<ProbeResult, "httpStatusCode" | "certificate">;

/** What a probe throws inside; `run.ts` alone turns it into a result. */
export class ProbeFailure extends Error {
  override readonly name = "ProbeFailure";
  readonly state: "down" | "unknown";
  readonly findings: Findings;

  constructor(state: "down" | "unknown", reason: string, findings: Findings = {}) {
    super(reason);
    this.state = state;
    this.findings = findings;
  }
}

/** The target is at fault. */
export function down(reason: string, findings?: Findings): ProbeFailure {
  return new ProbeFailure("down", reason, findings);
}

/** We could not look: our own failure, the platform's, or a configuration that can never work. */
export function unknown(reason: string): ProbeFailure {
  return new ProbeFailure("unknown", reason);
}

/** `fetch` of Node says "fetch failed" and keeps the reason in `cause`. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Settles with the work, or rejects as soon as the signal is aborted: no step may outlive the probe's timeout. */
export async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  // What loses the race must not become an unhandled rejection.
  work.catch(() => {});
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
