import type { AlertLine, Content } from "./message.ts";
import { textFormWithin } from "./text-form.ts";
import { joinWithin, truncateRunes } from "./truncate.ts";

/** Of the description, and of the labels that all share: alerts must have room beside them. */
const DESCRIPTION_SHARE = 1 / 2;
const LABELS_SHARE = 1 / 4;

export interface PushLimits {
  /** Code points of the title, which then stands whole at the head of the text. */
  readonly title: number;
  /** Of what `lengthOf` counts. */
  readonly text: number;
  lengthOf(text: string): number;
}

/**
 * What stands below the title of a push notification. Its links are buttons, so the text holds none. Never empty: what
 * repeats the title is better than a message that is refused.
 */
export function pushText(content: Content, { title: most, text: limit, lengthOf }: PushLimits): string {
  const { title, description, labels, alerts } = content;
  const body: Content = {
    ...content,
    title: runesOf(title) > most ? title : "",
    description: truncateRunes(description, Math.floor(limit * DESCRIPTION_SHARE)),
    labels: labels.length === 0 ? [] : [joinWithin(labels, ", ", Math.floor(limit * LABELS_SHARE))],
    alerts: alerts.map(withoutLinks),
    runbook: undefined,
    source: undefined,
  };
  const text = textFormWithin(body, limit, lengthOf);
  return text === "" ? textFormWithin({ ...body, title }, limit, lengthOf) : text;
}

function withoutLinks(alert: AlertLine): AlertLine {
  return { ...alert, runbook: undefined, source: undefined };
}

/** Code points, as providers count characters. */
export function runesOf(text: string): number {
  return Array.from(text).length;
}
