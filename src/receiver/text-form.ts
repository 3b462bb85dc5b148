import type { AlertLine, Content } from "./message.ts";
import { moreMark } from "./truncate.ts";

/** The message as plain text, for consoles and for people who read mail that way. */
export function textForm(content: Content): string {
  const { title, description, alerts, omitted, labels, runbook, source } = content;
  const listed = alerts.map(alertText);
  const more = omitted === 0 ? [] : [moreMark(omitted)];
  const links = [linkText("Runbook", runbook), linkText("Source", source)].filter((link) => link !== "");
  const sections = [
    title,
    description,
    [...listed, ...more].join("\n"),
    labels.length === 0 ? "" : `Labels: ${labels.join(", ")}`,
    links.join("\n"),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

function alertText({ labels, when, summary, description, runbook, source }: AlertLine): string {
  const head = [labels.join(", "), when].filter((part) => part !== "").join(": ");
  const below = [summary, description, linkText("Runbook", runbook), linkText("Source", source)];
  return [`- ${head}`, ...below.filter((line) => line !== "").map(indent)].join("\n");
}

function linkText(name: string, url: string | undefined): string {
  return url === undefined ? "" : `${name}: ${url}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
