import { colourOf } from "../colour.ts";
import { linksWithin, namedLinks } from "../links.ts";
import { type AlertLine, type Content, contentOf } from "../message.ts";
import type { Notification, RenderContext } from "../receiver.ts";
import { rings } from "../rings.ts";
import { joinWithin, moreMark, truncateEscaped } from "../truncate.ts";
import { discordCode, discordLink, escapeDiscord } from "./escape.ts";
import type { DiscordSettings } from "./settings.ts";

// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
export const MAX_CONTENT = 2_000;
export const MAX_EMBED_DESCRIPTION = 4_096;
export const MAX_FIELD_VALUE = 1_024;
/** Over all texts of all embeds of a message. */
export const MAX_EMBED_TOTAL = 6_000;

/** The line that a phone shows; the same bound as an embed's title. */
export const MAX_TITLE = 256;
/** Summary and description each; with the links they leave room for some alerts in the embed. */
export const MAX_PROSE = 1_200;
export const MAX_LINKS = 1_200;
export const MAX_LABELS = 500;
/** One alert's own text below its line. */
export const MAX_ALERT_TEXT = 300;
/** Alerts with a line of their own: more than a screen of them is scrolled past. */
export const MAX_ALERTS = 15;

/** What `sendDiscord` posts, before the settings' name and avatar are added. */
export interface DiscordMessage {
  readonly status: Notification["status"];
  /** Posted anew instead of edited into the group's last message. */
  readonly rings: boolean;
  readonly content: string;
  readonly embeds: readonly DiscordEmbed[];
  readonly allowed_mentions: { readonly parse: readonly [] };
}

export interface DiscordEmbed {
  readonly color: number;
  readonly description: string;
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
  readonly footer: { readonly text: string };
}

/** The title as content, because a phone announces content and no embed; the rest as one coloured card. */
export function renderDiscord(
  notification: Notification,
  _settings: DiscordSettings,
  context: RenderContext,
): DiscordMessage {
  const content = contentOf(notification, context);
  const embed: DiscordEmbed = {
    color: colourOf(content),
    description: descriptionOf(content),
    ...(content.labels.length === 0 ? {} : { fields: [labelsField(content.labels)] }),
    footer: { text: content.reason },
  };
  return {
    status: notification.status,
    rings: rings(notification),
    content: truncateEscaped(content.title, MAX_TITLE, escapeDiscord),
    embeds: [embed],
    allowed_mentions: { parse: [] },
  };
}

function labelsField(labels: readonly string[]): { readonly name: string; readonly value: string } {
  return { name: "Labels", value: joinWithin(labels.map(discordCode), " ", MAX_FIELD_VALUE) };
}

function descriptionOf(content: Content): string {
  const { title, summary, description } = content;
  const isTitleCut = escapeDiscord(title).length > MAX_TITLE;
  const top = [
    isTitleCut ? truncateEscaped(summary || title, MAX_PROSE, escapeDiscord) : "",
    truncateEscaped(description, MAX_PROSE, escapeDiscord),
    linksOf(content),
  ].filter((part) => part !== "");
  const used = top.join("\n\n").length + 2;
  const lines = content.alerts.slice(0, MAX_ALERTS).map(alertText);
  const omitted = content.omitted + content.alerts.length - lines.length;
  const list = linesWithin(lines, omitted, MAX_EMBED_DESCRIPTION - used);
  return [...top, list].filter((part) => part !== "").join("\n\n");
}

/** As many whole alerts as fit, firing ones first, and how many there are beside. */
function linesWithin(lines: readonly string[], omitted: number, limit: number): string {
  for (let count = lines.length; count > 0; count--) {
    const rest = lines.length - count + omitted;
    const text = [...lines.slice(0, count), ...(rest === 0 ? [] : [moreMark(rest)])].join("\n");
    if (text.length <= limit) return text;
  }
  const rest = lines.length + omitted;
  return rest === 0 ? "" : moreMark(rest);
}

function alertText(alert: AlertLine): string {
  const labels = joinWithin(alert.labels.map(discordCode), " ", MAX_LABELS);
  const line = [labels, escapeDiscord(alert.when), linksOf(alert)].filter((part) => part !== "").join(" · ");
  const own = [alert.summary, alert.description].filter((text) => text !== "").join("\n");
  const below = own === "" ? "" : `\n${truncateEscaped(own, MAX_ALERT_TEXT, escapeDiscord)}`;
  return `• ${line}${below}`;
}

function linksOf(said: Pick<AlertLine, "runbook" | "source">): string {
  const links = namedLinks(said).map(({ url, name }) => discordLink(url, name));
  return linksWithin(links, " · ", MAX_LINKS);
}
