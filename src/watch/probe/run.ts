import type { ProbeConfig } from "../../config/config.ts";
import { probeDns } from "./dns.ts";
import { type Findings, messageOf, ProbeFailure } from "./failure.ts";
import { probeHttp } from "./http.ts";
import type { ProbeResult, ProbeWorld } from "./probe.ts";
import { probeTcp } from "./tcp.ts";
import { probeTls } from "./tls.ts";

/** Runs one probe once. Never throws, and ends soon after the world's signal does. */
export async function runProbe(probe: ProbeConfig, region: string, world: ProbeWorld): Promise<ProbeResult> {
  const startedAt = world.now();
  // A probe that runs into its timeout is told by the step in which it hung.
  let lastStep = "start";
  const step = (text: string) => {
    lastStep = text;
    world.step(text);
  };
  const outcome = await dispatch(probe, { ...bound(world), step }).then(
    (findings) => ({ state: "up" as const, reason: "", ...findings }),
    (error: unknown) => failureOf(error, world.signal, probe.timeoutMs, lastStep),
  );
  const result = { probe: probe.name, region, startedAt, durationMs: world.now() - startedAt, ...outcome };
  world.step(result.state === "up" ? "up" : `${result.state}: ${result.reason}`);
  return result;
}

function dispatch(probe: ProbeConfig, world: ProbeWorld): Promise<Findings> {
  const { module, target } = probe;
  switch (module.prober) {
    case "http":
      return probeHttp(module, target, world);
    case "tcp":
      return probeTcp(module, target, world);
    case "tls":
      return probeTls(module, target, world);
    case "dns":
      return probeDns(module, target, world);
  }
}

/** The world may be a class: its methods are taken over bound. */
function bound(world: ProbeWorld): ProbeWorld {
  return {
    fetch: (url, init) => world.fetch(url, init),
    fetchWithCertificate: (name) => world.fetchWithCertificate(name),
    connect: (address) => world.connect(address),
    resolve: (hostname) => world.resolve(hostname),
    secret: (ref) => world.secret(ref),
    allowPrivate: world.allowPrivate,
    now: () => world.now(),
    signal: world.signal,
    step: (text) => world.step(text),
  };
}

type Failed = Findings & Pick<ProbeResult, "state" | "reason">;

function failureOf(error: unknown, signal: AbortSignal, timeoutMs: number, step: string): Failed {
  if (error instanceof ProbeFailure) {
    const { state, message, findings } = error;
    return { state, reason: message, ...findings };
  }
  if (signal.aborted) return { state: "down", reason: `No answer within ${timeoutMs / 1000}s: ${step}` };
  // Nothing else is meant to be thrown, so it is our own fault.
  return { state: "unknown", reason: `Cannot run the probe: ${messageOf(error)} (${step})` };
}
