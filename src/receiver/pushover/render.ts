import { namedLinks } from "../links.ts";
import { type Content, contentOf } from "../message.ts";
import { pushText, runesOf } from "../push-text.ts";
import type { Notification, RenderContext } from "../receiver.ts";
import { truncateRunes } from "../truncate.ts";
import { type Urgency, urgencyOf } from "../urgency.ts";
import type { PushoverSettings } from "./config.ts";

// https://pushover.net/api#limits, in characters of up to four bytes.
export const MAX_TITLE = 250;
export const MAX_MESSAGE = 1_024;
export const MAX_URL = 512;

/** Repeated until somebody acknowledges it, or it expires. */
export const EMERGENCY = 2;

/** 2 is repeated, 1 breaks quiet hours, -1 makes no sound (https://pushover.net/api#priority). */
const PRIORITIES: Readonly<Record<Urgency, number>> = {
  critical: EMERGENCY,
  error: 1,
  warning: 0,
  info: -1,
  news: 0,
};

/** What `sendPushover` posts, before keys and devices are added. */
export interface PushoverMessage {
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly url?: string;
  readonly urlTitle?: string;
  /** Whether anything fires that was, or would be, worth an emergency: then an older one goes on. */
  readonly isEmergency: boolean;
}

export function renderPushover(
  notification: Notification,
  settings: PushoverSettings,
  context: RenderContext,
): PushoverMessage {
  const content = contentOf(notification, context);
  const priorityOf = (urgency: Urgency) =>
    urgency === "news"
      ? Math.min(PRIORITIES.news, settings.priority ?? 0)
      : (settings.priority ?? PRIORITIES[urgency]);
  const limits = { title: MAX_TITLE, text: MAX_MESSAGE, lengthOf: runesOf };
  return {
    title: truncateRunes(content.title, MAX_TITLE),
    message: pushText(content, limits),
    priority: priorityOf(urgencyOf(content)),
    isEmergency: priorityOf(urgencyOf({ ...content, reason: "first notification" })) === EMERGENCY,
    ...linkOf(content),
  };
}

/** The one link that a message may have: the first that is short enough. */
function linkOf(content: Content): Pick<PushoverMessage, "url" | "urlTitle"> {
  const link = namedLinks(content).find(({ url }) => url.length <= MAX_URL);
  return link === undefined ? {} : { url: link.url, urlTitle: link.name };
}
