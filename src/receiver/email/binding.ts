import type { MessageState } from "../receiver.ts";
import type { Mailbox } from "./address.ts";
import type { EmailMessage } from "./render.ts";
import { threadHeaders } from "./thread.ts";

// The binding throws on any other header (https://developers.cloudflare.com/email-service/reference/headers/).
const ALLOWED: ReadonlySet<string> = new Set([
  "In-Reply-To",
  "References",
  "List-Unsubscribe",
  "List-Unsubscribe-Post",
  "List-Id",
  "List-Archive",
  "List-Help",
  "List-Owner",
  "List-Post",
  "List-Subscribe",
  "Precedence",
  "Auto-Submitted",
  "Content-Language",
  "Keywords",
  "Comments",
  "Importance",
  "Sensitivity",
  "Organization",
  "Require-Recipient-Valid-Since",
  "Archived-At",
]);

/** Longest value of a header that the binding takes, in bytes. */
export const MAX_BINDING_HEADER_BYTES = 2_048;

/** The message in the form that the `send_email` binding takes. */
export function builderOf(message: EmailMessage, previous: MessageState | undefined): EmailMessageBuilder {
  const given = { ...threadHeaders(message.thread, previous), ...message.headers };
  const replyTo = message.headers["Reply-To"];
  return {
    from: addressOf(message.from),
    to: message.to.map(({ address }) => address),
    subject: message.headers.Subject ?? message.subject,
    text: message.text,
    html: message.html,
    headers: Object.fromEntries(Object.entries(given).filter(([name, value]) => isAllowed(name, value))),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

function addressOf({ name, address }: Mailbox): string | EmailAddress {
  return name === "" ? address : { name, email: address };
}

function isAllowed(name: string, value: string): boolean {
  const isKnown = ALLOWED.has(name) || /^X-[A-Za-z0-9_-]{1,98}$/.test(name);
  return isKnown && value !== "" && new TextEncoder().encode(value).byteLength <= MAX_BINDING_HEADER_BYTES;
}

/** The id that Cloudflare gave the mail, as a header names it; undefined when it is no message id. */
export function bindingMessageId(id: string): string | undefined {
  const bare = id.trim().replace(/^<|>$/g, "");
  return /^[^\s<>@]+@[^\s<>@]+$/.test(bare) ? `<${bare}>` : undefined;
}
