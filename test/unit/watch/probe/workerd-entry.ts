import { connect } from "cloudflare:sockets";
import type { ProbeConfig } from "../../../../src/config/config.ts";
import type { ProbeWorld } from "../../../../src/watch/probe/probe.ts";
import { runProbe } from "../../../../src/watch/probe/run.ts";

/** A worker that runs the probe it is sent, on the platform's own network. */
export default {
  async fetch(request: Request): Promise<Response> {
    // `workerd.test.ts` alone asks.
    const probe = (await request.json()) as ProbeConfig;
    const steps: string[] = [];
    const world: ProbeWorld = {
      fetch: (url, init) => fetch(url, init),
      fetchWithCertificate: () => undefined,
      connect: (address) => connect(address),
      resolve: async () => undefined,
      secret: () => undefined,
      allowPrivate: true,
      now: () => Date.now(),
      signal: AbortSignal.timeout(probe.timeoutMs),
      step: (text) => steps.push(text),
    };
    return Response.json({ ...(await runProbe(probe, "local", world)), steps });
  },
};
