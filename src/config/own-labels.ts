import * as z from "zod";
import { MAX_ANNOTATION_BYTES } from "../alert/incoming-annotations.ts";
import { MAX_LABEL_VALUE_BYTES, MAX_LABELS } from "../alert/incoming-labels.ts";
import { type Labels, withoutEmpty } from "../alert/labels.ts";
import { isLongerThan } from "../alert/utf8.ts";
import { text } from "./field.ts";
import type { Section } from "./section.ts";

/** What the alerts of heartbeats, probes and verdicts say of themselves. */
export const RESERVED_LABELS: readonly string[] = ["alertname", "heartbeat", "probe", "reason", "watch"];

/** Room for the reserved ones and for `severity` is left: an alert of our own keeps the limit of all alerts. */
export const MAX_OWN_LABELS = MAX_LABELS - 6;

export const textsByName = z.record(z.string(), text.optional());

type Texts = z.output<typeof textsByName>;

/** The `labels` that an entry adds to its alerts; empty ones are the same as none. */
export function readOwnLabels(section: Section, raw: Texts = {}): Labels {
  const labels = namedTexts(section, raw, "label", MAX_LABEL_VALUE_BYTES);
  for (const name of RESERVED_LABELS.filter((name) => Object.hasOwn(labels, name))) {
    section.error(`Cannot set label "${name}": the edge itself says that of its alerts`, [name]);
  }
  const count = Object.keys(labels).length;
  if (count > MAX_OWN_LABELS) section.error(`${count} labels are too many: at most ${MAX_OWN_LABELS} fit`);
  return labels;
}

export function readAnnotations(section: Section, raw: Texts = {}): Labels {
  return namedTexts(section, raw, "annotation", MAX_ANNOTATION_BYTES);
}

function namedTexts(section: Section, raw: Texts, what: string, limit: number): Labels {
  const texts = withoutEmpty(
    Object.fromEntries(Object.entries(raw).map(([name, value = ""]) => [name, value])),
  );
  for (const [name, value] of Object.entries(texts)) {
    if (name === "") section.error(`Cannot read ${what}s: "" names no ${what}`, [name]);
    if (isLongerThan(name, MAX_LABEL_VALUE_BYTES) || isLongerThan(value, limit)) {
      section.error(`${what} ${JSON.stringify(name.slice(0, 40))} is longer than ${limit} bytes`, [name]);
    }
  }
  return texts;
}
