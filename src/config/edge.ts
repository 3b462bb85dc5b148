import * as z from "zod";
import type { Config, EdgeConfig, RunbookReaders } from "./config.ts";
import { durationSchema } from "./duration.ts";
import { readExternalUrl } from "./external-url.ts";
import { readFallbacks } from "./fallbacks.ts";
import { readIdentities } from "./identities.ts";
import type { Section } from "./section.ts";
import { readTimezone } from "./timezone.ts";
import { PROBES_FIELDS, readWatch, WATCH_FIELDS } from "./watch.ts";

export const DEFAULT_TIMEZONE = "UTC";
export const DEFAULT_STALE_AFTER_MS = 12 * 3_600_000;

const runbookReaders = z.literal(["public", "identified"]);

/** One reader for each section of the file; a new section is one line here and one file beside this one. */
const SECTIONS = {
  external_url: readExternalUrl,
  timezone: readTimezone,
  runbooks: readRunbooks,
  identities: readIdentities,
  stale_after: readStaleAfter,
} satisfies Record<string, (section: Section) => unknown>;

/** `routes` name receivers, and `receivers` extend them: both need the routing file. */
const READ_ELSEWHERE = ["receivers", "routes"];

/** Roots of the files beside the routing file; each may be missing. */
export interface EdgeRoots {
  readonly edge: Section | undefined;
  /** `probes.yaml`, whose probes are added to those of the edge file. */
  readonly probes: Section | undefined;
}

/** What these files may name of the routing file. */
type Routing = Pick<Config, "receivers" | "timeIntervals">;

/**
 * Reads `edge.yaml` and `probes.yaml`; everything in them is optional. `routing` is what the routing file defines,
 * undefined when it could not be read.
 */
export function readEdge(roots: EdgeRoots, routing: Routing | undefined): EdgeConfig {
  const timeIntervals = routing && [...routing.timeIntervals.keys()];
  const fields = [...Object.keys(SECTIONS), ...READ_ELSEWHERE, ...WATCH_FIELDS];
  const given = mapping(roots.edge, fields, "the edge file");
  const probes = mapping(roots.probes, PROBES_FIELDS, "the probes file");
  const read = <T>(name: keyof typeof SECTIONS, reader: (section: Section) => T): T | undefined =>
    given?.has(name) === true ? reader(given.child(name)) : undefined;
  const externalUrl = read("external_url", SECTIONS.external_url);
  return {
    ...(externalUrl === undefined ? {} : { externalUrl }),
    timezone: read("timezone", SECTIONS.timezone) ?? DEFAULT_TIMEZONE,
    runbooks: read("runbooks", SECTIONS.runbooks) ?? "public",
    identities: read("identities", SECTIONS.identities) ?? [],
    staleAfterMs: read("stale_after", SECTIONS.stale_after) ?? DEFAULT_STALE_AFTER_MS,
    fallbacks: given === undefined ? [] : readFallbacks(given.child("routes"), routing?.receivers),
    ...readWatch(given, probes, timeIntervals),
  };
}

/** Undefined for a file that is empty, or no mapping. */
function mapping(root: Section | undefined, fields: readonly string[], what: string): Section | undefined {
  const given = root?.value === undefined || root.value === null ? undefined : root;
  return given?.checkFields(fields, what) === true ? given : undefined;
}

function readRunbooks(section: Section): RunbookReaders | undefined {
  return section.read(runbookReaders);
}

function readStaleAfter(section: Section): number | undefined {
  const staleAfterMs = section.read(durationSchema);
  if (staleAfterMs === 0) section.error("stale_after cannot be zero");
  return staleAfterMs;
}
