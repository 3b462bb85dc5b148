import { oneLine } from "../plain-text.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Slack's three control characters as entities (https://docs.slack.dev/messaging/formatting-message-text):
 * with them go links, user mentions and `<!channel>`. Enough for plain_text, where nothing else is markup.
 */
export function escapeSlack(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}

/** A value as inline code, where `*`, `_` and `~` are themselves, so that it can be copied. */
export function slackCode(text: string): string {
  // A backtick cannot be escaped inside code; its modifier twin looks the same.
  return `\`${escapeSlack(oneLine(text).replaceAll("`", "ˋ"))}\``;
}

/** A link; the URL is one that `safeLink` made. `|` would end it. */
export function slackLink(url: string, name: string): string {
  return `<${escapeSlack(url.replaceAll("|", "%7C"))}|${escapeSlack(name)}>`;
}
