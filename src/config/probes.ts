import * as z from "zod";
import type { ProbeConfig, ProbeRole } from "./config.ts";
import { defined } from "./defined.ts";
import { durationSchema } from "./duration.ts";
import { text } from "./field.ts";
import type { ReadModule } from "./modules.ts";
import { didYouMean } from "./nearest.ts";
import { checkTarget } from "./probe-target.ts";
import type { Section } from "./section.ts";
import { readWatched, type WatchContext, watchedShape } from "./watched.ts";

/** The default of most Prometheus configurations, and what the figures of uptime are rolled up by. */
export const DEFAULT_PROBE_INTERVAL_MS = 60_000;

/** Shortest `interval`: each run is two requests to a Durable Object, of the 100,000 a day that are free. */
export const MIN_PROBE_INTERVAL_MS = 5_000;

export const DEFAULT_PROBE_TIMEOUT_MS = 5_000;

/** Longest `timeout`: 50 probes a minute, a third of them hanging and looked at twice, fill the six places of a Prober for 57 s. */
export const MAX_PROBE_TIMEOUT_MS = 10_000;

/** One lost packet must not page. */
export const DEFAULT_FAILURES = 2;

/** Location hints of Cloudflare (developers.cloudflare.com/durable-objects/reference/data-location). */
export const REGIONS: readonly string[] = [
  "wnam",
  "enam",
  "sam",
  "weur",
  "eeur",
  "apac",
  "apac-ne",
  "apac-se",
  "oc",
  "afr",
  "me",
];

/** One to look from, and one on another continent to look again. */
export const DEFAULT_REGIONS: readonly string[] = ["weur", "enam"];

const ROLES = ["box", "prometheus", "alertmanager", "ui"] as const satisfies readonly ProbeRole[];

const probeSchema = z.strictObject({
  ...watchedShape,
  role: z.enum(ROLES).optional(),
  module: text,
  target: text,
  interval: durationSchema.optional(),
  timeout: durationSchema.optional(),
  regions: z.array(text).min(1, { error: "expected at least one region" }).optional(),
  failures: z.number().int().min(1).optional(),
});

type RawProbe = z.infer<typeof probeSchema>;

/** Reads `probes`. */
export function readProbes(
  section: Section,
  modules: ReadonlyMap<string, ReadModule>,
  context: WatchContext,
): readonly ProbeConfig[] {
  return section.items().flatMap((item) => {
    const raw = item.decode(probeSchema, "probe");
    return raw === undefined ? [] : readProbe(item, raw, modules, context);
  });
}

function readProbe(
  section: Section,
  raw: RawProbe,
  modules: ReadonlyMap<string, ReadModule>,
  context: WatchContext,
): readonly ProbeConfig[] {
  const watched = readWatched(section, raw, "probe", context);
  const found = modules.get(raw.module);
  const intervalMs = raw.interval ?? DEFAULT_PROBE_INTERVAL_MS;
  const timeoutMs = raw.timeout ?? found?.timeoutMs ?? DEFAULT_PROBE_TIMEOUT_MS;
  checkTimes(section, intervalMs, timeoutMs);
  const regions = raw.regions ?? DEFAULT_REGIONS;
  checkRegions(section, regions);
  if (found === undefined) refuseModule(section, raw.module, [...modules.keys()]);
  if (found?.module === undefined) return [];
  checkTarget(section.child("target"), raw.target, found.module);
  const failures = raw.failures ?? DEFAULT_FAILURES;
  const { module } = found;
  const role = defined({ role: raw.role });
  return [{ ...watched, ...role, module, target: raw.target, intervalMs, timeoutMs, regions, failures }];
}

function checkTimes(section: Section, intervalMs: number, timeoutMs: number): void {
  if (intervalMs < MIN_PROBE_INTERVAL_MS) {
    section.error(`interval must be at least ${MIN_PROBE_INTERVAL_MS / 1_000}s`, ["interval"]);
  } else if (timeoutMs >= intervalMs) {
    const [timeout, interval] = [timeoutMs / 1_000, intervalMs / 1_000];
    section.error(`timeout (${timeout}s) must be shorter than interval (${interval}s)`, ["timeout"]);
  }
  if (timeoutMs === 0) section.error("timeout cannot be zero", ["timeout"]);
  if (timeoutMs > MAX_PROBE_TIMEOUT_MS) {
    section.error(`timeout must be at most ${MAX_PROBE_TIMEOUT_MS / 1_000}s`, ["timeout"]);
  }
}

function checkRegions(section: Section, regions: readonly string[]): void {
  for (const [index, region] of regions.entries()) {
    const path = ["regions", index];
    if (!REGIONS.includes(region)) {
      const known = REGIONS.join(", ");
      section.error(`Cannot use region ${JSON.stringify(region)}: expected one of ${known}`, path);
    } else if (regions.indexOf(region) < index) {
      section.error(`region ${JSON.stringify(region)} is named twice`, path);
    }
  }
  if (regions.length > 1) return;
  section.warn("with one region alone, a failure is confirmed only from where it was seen", ["regions"]);
}

function refuseModule(section: Section, name: string, known: readonly string[]): void {
  const hint = didYouMean(name, known);
  section.error(`undefined module ${JSON.stringify(name)} used in probe${hint}`, ["module"]);
}
