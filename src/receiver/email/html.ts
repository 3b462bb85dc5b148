import { colourOf } from "../colour.ts";
import { type NamedLink, namedLinks } from "../links.ts";
import type { AlertLine, Content } from "../message.ts";
import type { NotifiedStatus } from "../receiver.ts";
import { moreMark } from "../truncate.ts";

// Colours of text and ground are left to the mail program, which knows whether it is dark; only lines have one.
const BODY =
  "margin:0;padding:16px;font:16px/1.45 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const COLUMN = "max-width:600px;margin:0 auto;padding-left:14px;border-left:6px solid";
const WRAP = "overflow-wrap:anywhere;word-break:break-word";
const PRE = `${WRAP};white-space:pre-wrap`;
const BUTTON =
  "display:inline-block;margin:0 8px 8px 0;padding:11px 16px;border:1px solid #808080;border-radius:8px";
const ITEM = "margin:0;padding:12px 0;border-top:1px solid #808080";
const SMALL = `margin:12px 0 0;font-size:13px;${WRAP}`;

const STATUS_TEXT: Readonly<Record<NotifiedStatus, string>> = {
  firing: "Firing",
  resolved: "Resolved",
  unknown: "State unknown",
};

/** The message as one column of HTML that a phone shows without zooming. Everything in it is escaped. */
export function htmlForm(content: Content): string {
  const { title, description, alerts, omitted } = content;
  const colour = `#${colourOf(content).toString(16).padStart(6, "0")}`;
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(title)}</title></head>`,
    `<body style="${BODY}"><div style="${COLUMN} ${colour}">`,
    paragraph("margin:0", statusText(content), "strong"),
    `<h1 style="margin:4px 0 12px;font-size:20px;line-height:1.3;${WRAP}">${escapeHtml(title)}</h1>`,
    paragraph(`margin:0 0 12px;${PRE}`, description),
    buttons(content),
    ...alerts.map(alertHtml),
    omitted === 0 ? "" : paragraph(ITEM, moreMark(omitted), "strong"),
    footer(content),
    "</div></body></html>",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** One alert of the list. */
export function alertHtml(alert: AlertLine): string {
  const { labels, when, summary, description } = alert;
  const links = namedLinks(alert)
    .map((one) => linkHtml(one))
    .join(" · ");
  return [
    `<div style="${ITEM}">`,
    paragraph(`margin:0;${WRAP}`, labels.join(", "), "strong"),
    paragraph(`margin:0;${WRAP}`, summary),
    paragraph(`margin:0;${PRE}`, description),
    paragraph("margin:0;font-size:14px", when),
    links === "" ? "" : `<p style="margin:4px 0 0">${links}</p>`,
    "</div>",
  ]
    .filter((part) => part !== "")
    .join("");
}

/** Text for an element or a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function statusText({ status, severity }: Content): string {
  return [STATUS_TEXT[status], severity].filter((part) => part !== "").join(" · ");
}

function buttons(content: Content): string {
  const links = namedLinks(content)
    .map((one) => linkHtml(one, BUTTON))
    .join("");
  return links === "" ? "" : `<p style="margin:0">${links}</p>`;
}

function footer({ labels, reason }: Content): string {
  return paragraph(SMALL, labels.join(", ")) + paragraph(SMALL, `Told because: ${reason}`);
}

function linkHtml({ name, url }: NamedLink, style?: string): string {
  const styled = style === undefined ? "" : ` style="${style}"`;
  return `<a href="${escapeHtml(url)}"${styled}>${name}</a>`;
}

function paragraph(style: string, text: string, inner?: "strong"): string {
  if (text === "") return "";
  const escaped = escapeHtml(text);
  return `<p style="${style}">${inner === undefined ? escaped : `<${inner}>${escaped}</${inner}>`}</p>`;
}
