import type { EdgeConfig } from "./config.ts";
import { durationSchema } from "./duration.ts";
import { readExternalUrl } from "./external-url.ts";
import { readIdentities } from "./identities.ts";
import type { Section } from "./section.ts";
import { readTimezone } from "./timezone.ts";
import { NO_WATCH, readWatch, WATCH_FIELDS } from "./watch.ts";

export const DEFAULT_TIMEZONE = "UTC";
export const DEFAULT_STALE_AFTER_MS = 12 * 3_600_000;

/** One reader for each section of the file; a new section is one line here and one file beside this one. */
const SECTIONS = {
  external_url: readExternalUrl,
  timezone: readTimezone,
  identities: readIdentities,
  stale_after: readStaleAfter,
} satisfies Record<string, (section: Section) => unknown>;

/**
 * Reads `edge.yaml`; everything in it is optional, and so is the file. `timeIntervals` are the names that the routing
 * file defines, undefined when it could not be read.
 */
export function readEdge(
  root: Section | undefined,
  timeIntervals: readonly string[] | undefined,
): EdgeConfig {
  const given = root?.value === undefined || root.value === null ? undefined : root;
  const isMapping = given?.checkFields([...Object.keys(SECTIONS), ...WATCH_FIELDS], "the edge file") ?? false;
  const read = <T>(name: keyof typeof SECTIONS, reader: (section: Section) => T): T | undefined =>
    isMapping && given?.has(name) === true ? reader(given.child(name)) : undefined;
  const externalUrl = read("external_url", SECTIONS.external_url);
  return {
    ...(externalUrl === undefined ? {} : { externalUrl }),
    timezone: read("timezone", SECTIONS.timezone) ?? DEFAULT_TIMEZONE,
    identities: read("identities", SECTIONS.identities) ?? [],
    staleAfterMs: read("stale_after", SECTIONS.stale_after) ?? DEFAULT_STALE_AFTER_MS,
    ...(isMapping && given !== undefined ? readWatch(given, timeIntervals) : NO_WATCH),
  };
}

function readStaleAfter(section: Section): number | undefined {
  const staleAfterMs = section.read(durationSchema);
  if (staleAfterMs === 0) section.error("stale_after cannot be zero");
  return staleAfterMs;
}
