import { type Content, contentOf } from "../message.ts";
import { oneLine } from "../plain-text.ts";
import type { Notification, RenderContext } from "../receiver.ts";
import { textForm } from "../text-form.ts";
import { truncateRunes } from "../truncate.ts";
import { momentText } from "../when.ts";
import { domainOf, type Mailbox } from "./address.ts";
import type { EmailSettings } from "./config.ts";
import { fitContent } from "./fit.ts";
import { htmlForm } from "./html.ts";
import { type Thread, threadOf } from "./thread.ts";

/** Longest subject in characters: lists of mails show about 70, and RFC 5322 bounds a line at 998. */
export const MAX_SUBJECT = 160;

/** One mail, before its transport gives it a form. */
export interface EmailMessage {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly thread: Thread;
  /** When this state was decided, epoch ms: a repeat is the same mail. */
  readonly date: number;
  /** All other headers by canonical name, one line each; one that the file gives replaces ours. */
  readonly headers: Readonly<Record<string, string>>;
}

export function renderEmail(
  notification: Notification,
  settings: EmailSettings,
  context: RenderContext,
): EmailMessage {
  const content = fitContent(contentOf(notification, context));
  return {
    from: settings.from,
    to: settings.to,
    subject: truncateRunes(oneLine(content.title), MAX_SUBJECT),
    text: `${textForm(content)}\n`,
    html: htmlForm(content),
    thread: threadOf(notification, domainOf(settings.from), dayOf(notification, settings, context)),
    date: notification.decidedAt,
    headers: { ...ownHeaders(content), ...settings.headers },
  };
}

/** `Auto-Submitted` keeps out-of-office replies away (RFC 3834). */
function ownHeaders({ status, severity }: Content): Readonly<Record<string, string>> {
  const base = { "Auto-Submitted": "auto-generated", "X-Farwatch-Status": status };
  return status === "firing" && severity === "critical" ? { ...base, Importance: "high" } : base;
}

function dayOf(
  { decidedAt }: Notification,
  settings: EmailSettings,
  context: RenderContext,
): string | undefined {
  if (!settings.threadByDay) return undefined;
  return momentText(new Date(decidedAt).toISOString(), context.timezone).slice(0, "2026-11-22".length);
}
