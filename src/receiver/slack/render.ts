import { colourOf } from "../colour.ts";
import { linksWithin, namedLinks } from "../links.ts";
import { type AlertLine, type Content, contentOf } from "../message.ts";
import type { Notification, RenderContext } from "../receiver.ts";
import { rings } from "../rings.ts";
import { joinWithin, moreMark, truncateEscaped } from "../truncate.ts";
import { context, header, MAX_HEADER_TEXT, note, prose, type SlackBlock, section } from "./blocks.ts";
import { escapeSlack, slackCode, slackLink } from "./escape.ts";
import type { SlackSettings } from "./settings.ts";

/**
 * Bound on a whole message. Slack documents none, but refuses with `msg_blocks_too_long` near 13,200
 * characters (https://github.com/slackapi/bolt-js/issues/2509); ours counts the JSON, which is stricter.
 */
export const MAX_MESSAGE_JSON = 12_000;

/** The fallback text, which is what a phone shows before it is unlocked. */
export const MAX_FALLBACK_TEXT = 300;
export const MAX_DESCRIPTION = 2_000;
export const MAX_LABELS = 1_000;
export const MAX_LINKS = 2_500;
/** One alert's line and the text of its own below it. */
export const MAX_ALERT_LINE = 2_500;
export const MAX_ALERT_TEXT = 500;
/** Alerts with a block of their own: more than a screen of them is scrolled past. */
export const MAX_ALERTS = 15;

/** What `sendSlack` posts, before the settings' channel and name are added. */
export interface SlackMessage {
  readonly status: Notification["status"];
  /** Posted anew instead of edited into the group's last message. */
  readonly rings: boolean;
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly attachments: readonly { readonly color: string; readonly blocks: readonly SlackBlock[] }[];
}

/** A header that stands alone on a phone, and below it a coloured bar with the rest. */
export function renderSlack(
  notification: Notification,
  _settings: SlackSettings,
  renderContext: RenderContext,
): SlackMessage {
  const content = contentOf(notification, renderContext);
  const frame = {
    status: notification.status,
    rings: rings(notification),
    text: truncateEscaped(content.title, MAX_FALLBACK_TEXT, escapeSlack),
    blocks: [header(content.title)],
  };
  const color = `#${colourOf(content).toString(16).padStart(6, "0")}`;
  const top = topBlocks(content);
  const bottom = bottomBlocks(content);
  const used = JSON.stringify({ ...frame, attachments: [{ color, blocks: [...top, ...bottom] }] }).length;
  const alerts = alertBlocks(content, MAX_MESSAGE_JSON - used);
  return { ...frame, attachments: [{ color, blocks: [...top, ...alerts, ...bottom] }] };
}

function topBlocks({ title, summary, description, runbook, source }: Content): readonly SlackBlock[] {
  const blocks: SlackBlock[] = [];
  const isTitleCut = escapeSlack(title).length > MAX_HEADER_TEXT;
  if (isTitleCut) blocks.push(prose(summary === "" ? title : summary, MAX_DESCRIPTION));
  if (description !== "") blocks.push(prose(description, MAX_DESCRIPTION));
  const links = linksOf({ runbook, source }, MAX_LINKS);
  if (links !== "") blocks.push(section(links));
  return blocks;
}

function bottomBlocks({ labels, reason }: Content): readonly SlackBlock[] {
  const shared = joinWithin(labels.map(slackCode), " ", MAX_LABELS);
  return [context([shared, reason].filter((part) => part !== "").join(" · "))];
}

/** As many alerts as the budget allows, firing ones first, and how many there are beside. */
function alertBlocks({ alerts, omitted }: Content, budget: number): readonly SlackBlock[] {
  const reserve = JSON.stringify(context(moreMark(alerts.length + omitted))).length + 1;
  const shown: SlackBlock[] = [];
  let left = budget - reserve;
  let count = 0;
  for (const alert of alerts.slice(0, MAX_ALERTS)) {
    const blocks = alertBlock(alert);
    left -= JSON.stringify(blocks).length;
    if (left < 0) break;
    shown.push(...blocks);
    count++;
  }
  const rest = alerts.length + omitted - count;
  return rest === 0 ? shown : [...shown, context(moreMark(rest))];
}

function alertBlock(alert: AlertLine): readonly SlackBlock[] {
  const labels = joinWithin(alert.labels.map(slackCode), " ", MAX_LABELS);
  const told = [labels, escapeSlack(alert.when)].filter((part) => part !== "").join(" · ");
  const links = linksOf(alert, MAX_ALERT_LINE - told.length - " · ".length);
  const head = section(links === "" ? told : `${told} · ${links}`);
  const own = [alert.summary, alert.description].filter((text) => text !== "").join("\n");
  return own === "" ? [head] : [head, note(own, MAX_ALERT_TEXT)];
}

function linksOf(said: Pick<AlertLine, "runbook" | "source">, limit: number): string {
  const links = namedLinks(said).map(({ url, name }) => slackLink(url, name));
  return linksWithin(links, " · ", limit);
}
