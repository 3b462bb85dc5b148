import { utf8Length } from "../../alert/utf8.ts";
import type { AlertLine, Content } from "../message.ts";
import { joinWithin, truncateRunes } from "../truncate.ts";
import { alertHtml, htmlForm } from "./html.ts";

/** Gmail hides what stands behind the first 102 KB of HTML, and with it the mark that says how much is missing. */
export const MAX_HTML_BYTES = 100_000;

/** Longest description of the group, in characters; a phone has scrolled through it twice by then. */
export const MAX_DESCRIPTION = 2_000;

/** Longest description of one alert among several. */
export const MAX_ALERT_DESCRIPTION = 600;

/** Longest list of labels, and longest summary, in characters. */
export const MAX_LABELS = 1_000;

/** The content cut to what one mail shows; alerts without room are counted in `omitted`. */
export function fitContent(content: Content): Content {
  const cut: Content = {
    ...content,
    title: truncateRunes(content.title, MAX_LABELS),
    severity: truncateRunes(content.severity, MAX_LABELS),
    description: truncateRunes(content.description, MAX_DESCRIPTION),
    labels: oneEntry(content.labels),
    alerts: content.alerts.map(cutAlert),
  };
  const kept = cut.alerts.slice(0, roomFor(cut));
  return { ...cut, alerts: kept, omitted: cut.omitted + cut.alerts.length - kept.length };
}

function cutAlert(alert: AlertLine): AlertLine {
  return {
    ...alert,
    labels: oneEntry(alert.labels),
    summary: truncateRunes(alert.summary, MAX_LABELS),
    description: truncateRunes(alert.description, MAX_ALERT_DESCRIPTION),
  };
}

function oneEntry(labels: readonly string[]): readonly string[] {
  return labels.length === 0 ? [] : [joinWithin(labels, ", ", MAX_LABELS)];
}

/** How many of the alerts fit, with the mark for the others. */
function roomFor(content: Content): number {
  // The mark is at its longest when it counts them all.
  const frame = { ...content, alerts: [], omitted: content.omitted + content.alerts.length };
  let left = MAX_HTML_BYTES - utf8Length(htmlForm(frame));
  for (const [index, alert] of content.alerts.entries()) {
    left -= utf8Length(alertHtml(alert)) + 1;
    if (left < 0) return index;
  }
  return content.alerts.length;
}
