import { utf8Length } from "../../alert/utf8.ts";
import { linksWithin, namedLinks } from "../links.ts";
import { type AlertLine, type Content, contentOf } from "../message.ts";
import type { Notification, RenderContext } from "../receiver.ts";
import { rings } from "../rings.ts";
import { joinWithin, moreMark, truncateEscaped } from "../truncate.ts";
import { escapeTelegram, telegramCode, telegramLink, visibleLength } from "./escape.ts";

/** What a person sees of a message (https://core.telegram.org/bots/api#sendmessage). */
export const MAX_TEXT = 4_096;
/** With its tags; more is refused before they are read (upstream, notify/telegram). */
export const MAX_HTML_BYTES = 32_768;

/** Units of escaped text, which is more than a person sees of it. */
export const MAX_TITLE = 600;
export const MAX_DESCRIPTION = 1_200;
export const MAX_LABELS = 1_000;
/** Room for any one link, every sign of it an entity. */
export const MAX_LINKS = 10_100;
/** One alert's labels and its own text below its line. */
export const MAX_ALERT_LABELS = 500;
export const MAX_ALERT_TEXT = 300;
/** Alerts with a line of their own: more than a screen of them is scrolled past. */
export const MAX_ALERTS = 15;

/** What `sendTelegram` posts, before chat and thread are added. */
export interface TelegramMessage {
  readonly status: Notification["status"];
  /** Posted anew instead of edited into the group's last message. */
  readonly rings: boolean;
  readonly text: string;
}

const SIGNS: Readonly<Record<Content["status"], string>> = { firing: "🔴", unknown: "⚪", resolved: "🟢" };
const MILD_SIGNS: ReadonlyMap<string, string> = new Map([
  ["warning", "🟡"],
  ["info", "🔵"],
]);

/** The title first, which is what a phone announces; then what the other channels show. */
export function renderTelegram(
  notification: Notification,
  _settings: unknown,
  context: RenderContext,
): TelegramMessage {
  const content = contentOf(notification, context);
  return { status: notification.status, rings: rings(notification), text: textOf(content) };
}

/** As many whole alerts as fit, firing ones first, and how many there are beside. */
function textOf(content: Content): string {
  const [top, bottom] = [topOf(content), bottomOf(content)];
  const lines = content.alerts.slice(0, MAX_ALERTS).map(alertText);
  for (let count = lines.length; ; count--) {
    const rest = content.omitted + content.alerts.length - count;
    const list = [...lines.slice(0, count), ...(rest === 0 ? [] : [moreMark(rest)])].join("\n");
    const text = [...top, list, ...bottom].filter((part) => part !== "").join("\n\n");
    const fits = visibleLength(text) <= MAX_TEXT && utf8Length(text) <= MAX_HTML_BYTES;
    if (fits || count === 0) return text;
  }
}

function topOf(content: Content): readonly string[] {
  const { status, severity, title, description } = content;
  const sign = (status === "firing" ? MILD_SIGNS.get(severity) : undefined) ?? SIGNS[status];
  return [
    `${sign} <b>${truncateEscaped(title, MAX_TITLE, escapeTelegram)}</b>`,
    truncateEscaped(description, MAX_DESCRIPTION, escapeTelegram),
  ];
}

function bottomOf(content: Content): readonly string[] {
  const labels = joinWithin(content.labels.map(telegramCode), " ", MAX_LABELS);
  return [labels, [linksOf(content), content.reason].filter((part) => part !== "").join(" · ")];
}

function alertText(alert: AlertLine): string {
  const labels = joinWithin(alert.labels.map(telegramCode), " ", MAX_ALERT_LABELS);
  const line = [labels, escapeTelegram(alert.when), linksOf(alert)].filter((part) => part !== "").join(" · ");
  const own = [alert.summary, alert.description].filter((text) => text !== "").join("\n");
  return own === "" ? `• ${line}` : `• ${line}\n${truncateEscaped(own, MAX_ALERT_TEXT, escapeTelegram)}`;
}

function linksOf(said: Pick<AlertLine, "runbook" | "source">): string {
  const links = namedLinks(said).map(({ url, name }) => telegramLink(url, name));
  return linksWithin(links, " · ", MAX_LINKS);
}
