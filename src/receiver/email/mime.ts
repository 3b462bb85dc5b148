import MimeNode from "nodemailer/lib/mime-node";
import { fingerprint } from "../../alert/fingerprint.ts";
import type { MessageState } from "../receiver.ts";
import type { EmailMessage } from "./render.ts";
import { threadHeaders } from "./thread.ts";

/** The mail as bytes for SMTP's DATA; the same message and `previous` give the same bytes. */
export function mimeOf(message: EmailMessage, previous: MessageState | undefined): Promise<Buffer> {
  const { thread, date } = message;
  const root = new MimeNode("multipart/alternative", {
    baseBoundary: fingerprint({ id: thread.messageId }),
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { "In-Reply-To": inReplyTo, References: references } = threadHeaders(thread, previous);
  root.setHeader({
    // The library writes into the mailboxes that it is given, and those of the configuration are frozen.
    From: { ...message.from },
    To: message.to.map((mailbox) => ({ ...mailbox })),
    Subject: message.subject,
    Date: new Date(date).toUTCString().replace("GMT", "+0000"),
    "Message-ID": thread.messageId,
    "In-Reply-To": inReplyTo,
    References: references,
    ...message.headers,
  });
  // The preferred alternative stands last (RFC 2046 section 5.1.4).
  root.createChild("text/plain; charset=utf-8").setContent(message.text);
  root.createChild("text/html; charset=utf-8").setContent(message.html);
  return root.build();
}
