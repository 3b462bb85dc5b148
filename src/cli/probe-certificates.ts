import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { reasonOf } from "./cli-error.ts";
import { readIfThere } from "./files.ts";
import { pairFault } from "./pair-fault.ts";

/** Pairs of STATE/pki that no target may see: whoever asks a stranger must not speak for the authority or the edge. */
const ownPairs: ReadonlySet<string> = new Set(["ca", "edge"]);

export interface ProbeCertificates {
  /** Names whose pair can be bound. */
  readonly bound: readonly string[];
  /** Why the others cannot: their probes are `unknown`, and the edge starts all the same. */
  readonly faults: readonly string[];
}

/** The names that `client_certificate` of the probes' modules gives, each once. */
export function certificateNames({ edge: { probes } }: Config): readonly string[] {
  const names = probes.flatMap(({ module }) => (module.prober === "http" ? [module.clientCertificate] : []));
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** The file's name in STATE/pki without its ending: PROBE_CLIENT is `probe_client.crt` and `probe_client.key`. */
export function pairName(binding: string): string {
  return binding.toLowerCase();
}

/** Holds each name's pair against what workerd takes, for one that it does not would keep all of it from starting. */
export async function findProbeCertificates(
  pkiDir: string,
  names: readonly string[],
  taken: readonly string[],
): Promise<ProbeCertificates> {
  const bound: string[] = [];
  const faults: string[] = [];
  for (const name of names) {
    const fault = taken.includes(name)
      ? "the edge has another use for that name"
      : await faultOf(pkiDir, name);
    if (fault === undefined) bound.push(name);
    else faults.push(`${name}: ${fault}`);
  }
  return { bound, faults };
}

async function faultOf(pkiDir: string, name: string): Promise<string | undefined> {
  const pair = pairName(name);
  if (ownPairs.has(pair)) return `the key of ${pair}.crt is the edge's own`;
  const [crt, key] = [join(pkiDir, `${pair}.crt`), join(pkiDir, `${pair}.key`)];
  try {
    const [certificatePem, keyPem] = [await readIfThere(crt), await readIfThere(key)];
    if (certificatePem === undefined) return `there is no ${crt}`;
    if (keyPem === undefined) return `there is no ${key}`;
    return pairFault(certificatePem, keyPem, { crt, key });
  } catch (error) {
    return reasonOf(error);
  }
}
