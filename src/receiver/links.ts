import { labelValue } from "../alert/labels.ts";
import type { AlertLine } from "./message.ts";
import type { NotifiedAlert, RenderContext } from "./receiver.ts";

/** Longest link shown; a Prometheus query of more is cut by some browser or proxy on the way. */
export const MAX_LINK_LENGTH = 2_000;

/** `text` as an http(s) URL, normalised so that it holds no space, quote, angle or line; else undefined. */
export function safeLink(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^https?:\/\/[^/]/i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  // `https://your.bank@evil.example` shows one host and opens another.
  if (url.username !== "" || url.password !== "") return undefined;
  const href = url.href.replace(/[<>"'`|\\^{}\s]/g, encodeURIComponent).replaceAll("'", "%27");
  return href.length <= MAX_LINK_LENGTH ? href : undefined;
}

/** `runbook_url`, else `runbook`, else our own page of the alert's name. */
export function runbookLink(
  { annotations, labels }: Pick<NotifiedAlert, "annotations" | "labels">,
  { externalUrl }: Pick<RenderContext, "externalUrl">,
): string | undefined {
  const named =
    safeLink(labelValue(annotations, "runbook_url")) ?? safeLink(labelValue(annotations, "runbook"));
  const alertname = labelValue(labels, "alertname");
  if (named !== undefined || alertname === "" || externalUrl === "") return named;
  return safeLink(`${externalUrl}/runbooks/${encodeURIComponent(alertname.toWellFormed())}`);
}

/** A link with the name by which every channel shows it. */
export interface NamedLink {
  readonly name: "Runbook" | "Source";
  readonly url: string;
}

/** What a message or one of its alerts links to: what to do comes before where it comes from. */
export function namedLinks({ runbook, source }: Pick<AlertLine, "runbook" | "source">): readonly NamedLink[] {
  return [
    ...(runbook === undefined ? [] : [{ name: "Runbook", url: runbook } as const]),
    ...(source === undefined ? [] : [{ name: "Source", url: source } as const]),
  ];
}

/** As many whole `links` as fit into `limit` UTF-16 units, the first ones before the others: half a link is none. */
export function linksWithin(links: readonly string[], separator: string, limit: number): string {
  const shown: string[] = [];
  for (const link of links) {
    if ([...shown, link].join(separator).length <= limit) shown.push(link);
  }
  return shown.join(separator);
}
