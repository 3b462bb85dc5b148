import * as z from "zod";
import type { ProbeModule } from "./config.ts";
import { readDnsModule } from "./dns-module.ts";
import { durationSchema } from "./duration.ts";
import { text } from "./field.ts";
import { readHttpModule } from "./http-module.ts";
import type { Section } from "./section.ts";
import { readTcpModule } from "./tcp-module.ts";
import { readTlsModule } from "./tls-module.ts";

const PROBERS = {
  http: readHttpModule,
  tcp: readTcpModule,
  tls: readTlsModule,
  dns: readDnsModule,
} satisfies Record<ProbeModule["prober"], (name: string, section: Section) => ProbeModule | undefined>;

/** What upstream has beside them, so that one that we lack is refused by name and not as a typo. */
const FOREIGN_PROBERS = ["icmp", "grpc", "unix"];

export interface ReadModule {
  /** Undefined when there is an error in it. */
  readonly module: ProbeModule | undefined;
  /** For those of its probes that name none. */
  readonly timeoutMs?: number;
}

const ofProber = z.unknown().optional();

const moduleSchema = z.strictObject({
  prober: text,
  timeout: durationSchema.optional(),
  ...Object.fromEntries([...Object.keys(PROBERS), ...FOREIGN_PROBERS].map((name) => [name, ofProber])),
});

/** Modules that need not be written; a written one of the same name takes its place. */
export const BUILT_IN_MODULES: readonly ProbeModule[] = [
  {
    prober: "http",
    name: "http_2xx",
    method: "GET",
    headers: [],
    followRedirects: true,
    validStatusCodes: [],
    failIfBodyMatches: [],
    failIfBodyNotMatches: [],
    failIfHeaderMatches: [],
    failIfHeaderNotMatches: [],
    failIfJsonNotEquals: [],
  },
  { prober: "tcp", name: "tcp_connect", queryResponse: [] },
  { prober: "tls", name: "tls_connect" },
];

/** Reads `modules`, in blackbox_exporter's form: a mapping of names. */
export function readModules(section: Section | undefined): ReadonlyMap<string, ReadModule> {
  const modules = new Map<string, ReadModule>(BUILT_IN_MODULES.map((module) => [module.name, { module }]));
  for (const [name, item] of section?.entries() ?? []) modules.set(name, readModule(name, item));
  return modules;
}

function readModule(name: string, section: Section): ReadModule {
  const raw = section.decode(moduleSchema, "module");
  if (raw === undefined) return { module: undefined };
  const timeout = raw.timeout === undefined ? {} : { timeoutMs: raw.timeout };
  const prober = proberOf(raw.prober);
  if (prober === undefined) {
    const known = Object.keys(PROBERS).join(", ");
    section.error(`Cannot use prober ${JSON.stringify(raw.prober)}: the edge has ${known}`, ["prober"]);
    return { module: undefined, ...timeout };
  }
  for (const other of [...Object.keys(PROBERS), ...FOREIGN_PROBERS].filter((other) => other !== prober)) {
    if (section.has(other)) section.warn(`${other} is not used: the prober is ${prober}`, [other]);
  }
  return { module: PROBERS[prober](name, section.child(prober)), ...timeout };
}

function proberOf(name: string): keyof typeof PROBERS | undefined {
  // A key of the table, by the check before it.
  return Object.hasOwn(PROBERS, name) ? (name as keyof typeof PROBERS) : undefined;
}
