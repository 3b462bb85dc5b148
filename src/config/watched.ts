import * as z from "zod";
import type { HeartbeatConfig } from "./config.ts";
import { defined } from "./defined.ts";
import { text } from "./field.ts";
import { didYouMean } from "./nearest.ts";
import { readOwnLabels, textsByName } from "./own-labels.ts";
import type { Section } from "./section.ts";
import { sloSchema } from "./slo.ts";

/** Longest name of a heartbeat or probe: a label's value, a key of stored state and a part of a URL's path. */
export const MAX_WATCHED_NAME = 64;

const nameSchema = text.refine(
  (name) => name.length <= MAX_WATCHED_NAME && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name),
  {
    error: (issue) =>
      `expected 1 to ${MAX_WATCHED_NAME} letters, digits, dots, dashes and underscores, a letter or digit first, got ${JSON.stringify(issue.input)}`,
  },
);

/** What heartbeats and probes have in common. */
export const watchedShape = {
  name: nameSchema,
  labels: textsByName.optional(),
  mute_time_intervals: z.array(text).optional(),
  slo: sloSchema.optional(),
};

type RawWatched = z.output<z.ZodObject<typeof watchedShape>>;

interface Owner {
  readonly kind: "heartbeat" | "probe";
  readonly section: Section;
}

/** What one heartbeat or probe must know of the others and of the routing file. */
export interface WatchContext {
  /** Undefined when the routing file itself could not be read. */
  readonly timeIntervals: readonly string[] | undefined;
  /** Name to what has it: one name is one line in the figures of uptime, whatever it belongs to. */
  readonly taken: Map<string, Owner>;
}

/** Reads the common fields of an entry that its schema has accepted. */
export function readWatched(
  section: Section,
  raw: RawWatched,
  kind: "heartbeat" | "probe",
  { timeIntervals, taken }: WatchContext,
): Pick<HeartbeatConfig, "name" | "labels" | "muteTimeIntervals"> & { readonly slo?: number } {
  const owner = taken.get(raw.name);
  if (owner === undefined) taken.set(raw.name, { kind, section });
  else section.error(`name ${JSON.stringify(raw.name)} is taken by a ${toldOf(owner, section)}`, ["name"]);
  const muteTimeIntervals = raw.mute_time_intervals ?? [];
  for (const [index, name] of muteTimeIntervals.entries()) {
    if (timeIntervals === undefined || timeIntervals.includes(name)) continue;
    const hint = didYouMean(name, timeIntervals);
    const message = `undefined time interval ${JSON.stringify(name)} used in ${kind}${hint}`;
    section.error(message, ["mute_time_intervals", index]);
  }
  const labels = readOwnLabels(section.child("labels"), raw.labels);
  return { name: raw.name, labels, muteTimeIntervals, ...defined({ slo: raw.slo }) };
}

/** In another file its place is told too: nobody looks for it there. */
function toldOf({ kind, section }: Owner, other: Section): string {
  return section.isInFileOf(other) ? kind : `${kind} (${section.place})`;
}
