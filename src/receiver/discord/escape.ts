import { oneLine } from "../plain-text.ts";

/**
 * What Discord's Markdown gives a meaning to wherever it stands; a backslash takes it away. Signs that mean
 * something in certain places only (`_` beside a word, `~~`, `||`, `](`) are left alone elsewhere, because a
 * phone's announcement shows the backslash.
 */
const MARKUP = /[\\`*<]|(?<![a-z0-9])_|_(?![a-z0-9])|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\||(?<=\])\(/gi;
/** Heading, quote, list and small text, which mean something at the start of a line alone. */
const LINE_START = /^([ \t]*)([#>+-])/gm;
/** A URL without any markup but `_` and `~`, which Discord takes as part of the link. */
const URL_WORD = /https?:\/\/[^\s\\`*|<>[\]()]+/g;
const ZERO_WIDTH_SPACE = "\u200b";

/** Text of others, in which nothing is markup, a mention or a masked link; bare URLs stay links. */
export function escapeDiscord(text: string): string {
  let escaped = "";
  let from = 0;
  for (const { 0: url, index } of text.matchAll(URL_WORD)) {
    escaped += escapeWords(text.slice(from, index)) + breakMentions(url);
    from = index + url.length;
  }
  return (escaped + escapeWords(text.slice(from))).replace(LINE_START, "$1\\$2");
}

/** A value as inline code, where nothing is markup, so that it can be copied. */
export function discordCode(text: string): string {
  // A backtick ends inline code and cannot be escaped in it; its modifier twin looks the same.
  return `\`${breakMentions(oneLine(text)).replaceAll("`", "ˋ")}\``;
}

/** A link; the URL is one that `safeLink` made. A bracket could end it, an `@` look like a mention. */
export function discordLink(url: string, name: string): string {
  return `[${name}](${url.replace(/[()[\]@]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`;
}

function escapeWords(text: string): string {
  return breakMentions(text.replace(MARKUP, "\\$&"));
}

/** `allowed_mentions` keeps these from ringing; the zero-width space keeps them from looking as if they had. */
function breakMentions(text: string): string {
  return text.replace(/@(?=everyone|here)/gi, `@${ZERO_WIDTH_SPACE}`);
}
