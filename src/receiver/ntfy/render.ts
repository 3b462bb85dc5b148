import { utf8Length } from "../../alert/utf8.ts";
import { namedLinks } from "../links.ts";
import { type Content, contentOf } from "../message.ts";
import { pushText } from "../push-text.ts";
import type { Notification, RenderContext } from "../receiver.ts";
import { truncateRunes } from "../truncate.ts";
import { type Urgency, urgencyOf } from "../urgency.ts";

/**
 * The server's default limit is 4,096 bytes, and a message of that very length becomes an attachment already
 * (https://github.com/binwiederhier/ntfy, util/peek.go).
 */
export const MAX_MESSAGE_BYTES = 4_095;
/** The whole JSON, which the server reads up to twice that limit; the topic is added to what is counted here. */
export const MAX_JSON_BYTES = 8_000;
/** Longer than a phone shows. */
export const MAX_TITLE = 200;
/** Links are shown three times; a longer one would take the message's place. */
export const MAX_LINK = 900;

/** 5 rings until it is seen, 3 sounds once, 2 makes no sound (https://docs.ntfy.sh/publish/#message-priority). */
const PRIORITIES: Readonly<Record<Urgency, number>> = { critical: 5, error: 4, warning: 3, info: 2, news: 3 };

/** Short codes that ntfy shows as emoji before the title (https://docs.ntfy.sh/emojis/). */
const TAGS: Readonly<Record<Content["status"], string>> = {
  firing: "rotating_light",
  unknown: "grey_question",
  resolved: "white_check_mark",
};
const MILD_TAGS: ReadonlyMap<string, string> = new Map([
  ["warning", "warning"],
  ["info", "information_source"],
]);

/** What `sendNtfy` publishes, before the topic is added. */
export interface NtfyMessage {
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly click?: string;
  readonly actions?: readonly { readonly action: "view"; readonly label: string; readonly url: string }[];
}

/** One push for each change: only newer servers can edit, and an older one would show the edit as another message. */
export function renderNtfy(
  notification: Notification,
  _settings: unknown,
  context: RenderContext,
): NtfyMessage {
  const content = contentOf(notification, context);
  const frame = {
    title: truncateRunes(content.title, MAX_TITLE),
    priority: PRIORITIES[urgencyOf(content)],
    tags: [tagOf(content)],
    ...linksOf(content),
  };
  const room = MAX_JSON_BYTES - utf8Length(JSON.stringify({ ...frame, message: "" }));
  const escaped = (text: string) => utf8Length(JSON.stringify(text)) - 2;
  // Escapes count against the JSON alone: whichever limit is reached first is the one that counts.
  const lengthOf = (text: string) =>
    escaped(text) > room ? MAX_MESSAGE_BYTES + escaped(text) - room : utf8Length(text);
  return { ...frame, message: pushText(content, { title: MAX_TITLE, text: MAX_MESSAGE_BYTES, lengthOf }) };
}

function tagOf({ status, severity }: Content): string {
  return (status === "firing" ? MILD_TAGS.get(severity) : undefined) ?? TAGS[status];
}

function linksOf(content: Content): Pick<NtfyMessage, "click" | "actions"> {
  const links = namedLinks(content).filter(({ url }) => url.length <= MAX_LINK);
  const actions = links.map(({ name, url }) => ({ action: "view", label: name, url }) as const);
  const [first] = actions;
  return first === undefined ? {} : { click: first.url, actions };
}
