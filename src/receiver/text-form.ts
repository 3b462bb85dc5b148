import { type NamedLink, namedLinks } from "./links.ts";
import type { AlertLine, Content } from "./message.ts";
import { moreMark, truncateRunes } from "./truncate.ts";

/** The message as plain text, for consoles and for people who read mail that way. */
export function textForm(content: Content): string {
  const { title, description, alerts, omitted, labels } = content;
  const listed = alerts.map(alertText);
  const more = omitted === 0 ? [] : [moreMark(omitted)];
  const sections = [
    title,
    description,
    [...listed, ...more].join("\n"),
    labels.length === 0 ? "" : `Labels: ${labels.join(", ")}`,
    namedLinks(content).map(linkText).join("\n"),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

/** The same in at most `limit` of what `lengthOf` counts: as many whole alerts as fit, and how many there are beside. */
export function textFormWithin(content: Content, limit: number, lengthOf: (text: string) => number): string {
  for (let count = content.alerts.length; count > 0; count--) {
    const text = textForm(withFirst(content, count));
    if (lengthOf(text) <= limit) return text;
  }
  return cutTo(textForm(withFirst(content, 0)), limit, lengthOf);
}

function withFirst(content: Content, count: number): Content {
  const rest = content.alerts.length - count;
  return { ...content, alerts: content.alerts.slice(0, count), omitted: content.omitted + rest };
}

function cutTo(text: string, limit: number, lengthOf: (text: string) => number): string {
  let [low, high] = [0, lengthOf(text) <= limit ? text.length : limit];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (lengthOf(truncateRunes(text, middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  return truncateRunes(text, low);
}

function alertText(alert: AlertLine): string {
  const { labels, when, summary, description } = alert;
  const head = [labels.join(", "), when].filter((part) => part !== "").join(": ");
  const below = [summary, description, ...namedLinks(alert).map(linkText)];
  return [`- ${head}`, ...below.filter((line) => line !== "").map(indent)].join("\n");
}

function linkText({ name, url }: NamedLink): string {
  return `${name}: ${url}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
