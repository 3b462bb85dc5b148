import { oneLine } from "../plain-text.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const ZERO_WIDTH_SPACE = "\u200b";

/**
 * Text of others, in which nothing is a tag (https://core.telegram.org/bots/api#html-style) or a mention: an `@name`
 * rings the phone of whoever has that name and is in the chat.
 */
export function escapeTelegram(text: string): string {
  return entities(text.replace(/(?<![a-z0-9_])@(?=[a-z0-9_])/gi, `@${ZERO_WIDTH_SPACE}`));
}

/** A value as inline code, where nothing is a mention or a command, so that it can be copied. */
export function telegramCode(text: string): string {
  return `<code>${entities(oneLine(text))}</code>`;
}

/** A link; the URL is one that `safeLink` made. */
export function telegramLink(url: string, name: string): string {
  return `<a href="${entities(url)}">${name}</a>`;
}

/** How many UTF-16 units a person sees of our own markup, which is what Telegram counts. */
export function visibleLength(html: string): number {
  return html.replace(/<[^>]*>/g, "").replace(/&(?:amp|lt|gt|quot);/g, "x").length;
}

function entities(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
