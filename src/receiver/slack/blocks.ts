import { truncateEscaped } from "../truncate.ts";
import { escapeSlack } from "./escape.ts";

// https://docs.slack.dev/reference/block-kit/blocks and .../composition-objects/text-object
export const MAX_HEADER_TEXT = 150;
export const MAX_SECTION_TEXT = 3_000;
export const MAX_BLOCKS = 50;

export type SlackText =
  | { readonly type: "plain_text"; readonly text: string; readonly emoji: false }
  | { readonly type: "mrkdwn"; readonly text: string; readonly verbatim: true };

export type SlackBlock =
  | { readonly type: "header" | "section"; readonly text: SlackText }
  | { readonly type: "context"; readonly elements: readonly SlackText[] };

export function header(text: string): SlackBlock {
  return { type: "header", text: plain(text, MAX_HEADER_TEXT) };
}

/** Text of others, in which nothing is markup. */
export function prose(text: string, limit: number): SlackBlock {
  return { type: "section", text: plain(text, limit) };
}

/** Smaller and greyer, for what belongs to the block above. */
export function note(text: string, limit: number): SlackBlock {
  return { type: "context", elements: [plain(text, limit)] };
}

/** Markup of ours, already escaped and within `MAX_SECTION_TEXT`. */
export function section(mrkdwn: string): SlackBlock {
  return { type: "section", text: markup(mrkdwn) };
}

export function context(mrkdwn: string): SlackBlock {
  return { type: "context", elements: [markup(mrkdwn)] };
}

function plain(text: string, limit: number): SlackText {
  return { type: "plain_text", text: truncateEscaped(text, limit, escapeSlack), emoji: false };
}

/** `verbatim` keeps Slack from making links and mentions of words that look like them. */
function markup(text: string): SlackText {
  return { type: "mrkdwn", text, verbatim: true };
}
