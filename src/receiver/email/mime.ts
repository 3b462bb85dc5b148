import { fingerprint } from "../../alert/fingerprint.ts";
import type { MessageState } from "../receiver.ts";
import { headerLine } from "./mime-header.ts";
import { quotedPrintable } from "./quoted-printable.ts";
import type { EmailMessage } from "./render.ts";
import { threadHeaders } from "./thread.ts";

/** The mail as bytes for SMTP's DATA; the same message and `previous` give the same bytes. */
export function mimeOf(message: EmailMessage, previous: MessageState | undefined): Buffer {
  // No encoded body holds `=_`, and so neither this (RFC 2045 section 6.7).
  const boundary = `=_${fingerprint({ id: message.thread.messageId })}`;
  const lines = [
    ...headerLines(message, previous, boundary),
    "",
    // The preferred alternative stands last (RFC 2046 section 5.1.4).
    ...partLines("text/plain", message.text, boundary),
    ...partLines("text/html", message.html, boundary),
    `--${boundary}--`,
    "",
  ];
  return Buffer.from(lines.join("\r\n"));
}

function headerLines(
  { from, to, subject, date, thread, headers }: EmailMessage,
  previous: MessageState | undefined,
  boundary: string,
): readonly string[] {
  const named = {
    From: [from],
    To: to,
    Subject: subject,
    Date: new Date(date).toUTCString().replace("GMT", "+0000"),
    "Message-ID": thread.messageId,
    ...threadHeaders(thread, previous),
    ...headers,
    "MIME-Version": "1.0",
    "Content-Type": `multipart/alternative; boundary="${boundary}"`,
  };
  return Object.entries(named).map(([name, value]) => headerLine(name, value));
}

function partLines(type: string, text: string, boundary: string): readonly string[] {
  return [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    "Content-Transfer-Encoding: quoted-printable",
    "",
    quotedPrintable(text),
  ];
}
