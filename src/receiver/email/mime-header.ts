import { oneLine } from "../plain-text.ts";
import { type Mailbox, parseMailboxes } from "./address.ts";
import { hexBytes } from "./quoted-printable.ts";

/** Where a header's line is folded, if it has a space (RFC 5322 section 2.1.1; RFC 2047 section 2 for encoded words). */
export const MAX_HEADER_LINE_CHARS = 76;

/** An encoded word of this length stands on the first line of every header that we name; RFC 2047 allows 75. */
export const MAX_ENCODED_WORD_CHARS = 56;

/** A longer plain word could not be folded into lines that SMTP carries, which are of 998 (RFC 5322 section 2.1.1). */
export const MAX_PLAIN_WORD_CHARS = 900;

/** Lists of mailboxes, in which names alone may be encoded (RFC 2047 section 5). */
const ADDRESS_HEADERS: ReadonlySet<string> = new Set(["From", "Sender", "Reply-To", "To", "Cc"]);

/** Names of mails, in which nothing may be encoded. */
const ID_HEADERS: ReadonlySet<string> = new Set(["Message-ID", "In-Reply-To", "References"]);

/** `name: value`, folded; no value can begin another line of its own. */
export function headerLine(name: string, value: string | readonly Mailbox[]): string {
  const lines: string[] = [];
  let line = `${name}:`;
  for (const [at, word] of valueText(name, value).split(" ").entries()) {
    if (at > 0 && line.length + 1 + word.length > MAX_HEADER_LINE_CHARS) {
      lines.push(line);
      line = "";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\r\n");
}

function valueText(name: string, value: string | readonly Mailbox[]): string {
  if (typeof value !== "string") return value.map(mailboxText).join(", ");
  const mailboxes = ADDRESS_HEADERS.has(name) ? parseMailboxes(value) : undefined;
  if (mailboxes?.ok) return mailboxes.value.map(mailboxText).join(", ");
  return ID_HEADERS.has(name) ? oneLine(value) : wordsText(oneLine(value));
}

/** A name of letters needs no quotes; one with signs does (RFC 5322 section 3.2.4). */
function mailboxText({ name, address }: Mailbox): string {
  if (name === "") return address;
  const isPhrase = /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(name);
  const shown = isPhrase || !isPlain(name) ? wordsText(name) : `"${name.replace(/["\\]/g, "\\$&")}"`;
  return `${shown} <${address}>`;
}

function wordsText(text: string): string {
  return isPlain(text) ? text : encodedWords(text).join(" ");
}

/** What looks like an encoded word would be read as one. */
function isPlain(text: string): boolean {
  const isShort = text.split(" ").every((word) => word.length <= MAX_PLAIN_WORD_CHARS);
  return isShort && /^[ -~]*$/.test(text) && !text.includes("=?");
}

/** RFC 2047: whoever reads drops the space between two of them, and none may hold a part of a character. */
function encodedWords(text: string): readonly string[] {
  const [start, end] = ["=?UTF-8?Q?", "?="];
  const room = MAX_ENCODED_WORD_CHARS - start.length - end.length;
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    const encoded = encodeCharacter(character);
    if (word.length + encoded.length > room) {
      words.push(word);
      word = "";
    }
    word += encoded;
  }
  return [...words, word].map((one) => `${start}${one}${end}`);
}

/** Only what may stand for itself in a mailbox's name too (RFC 2047 section 5, rule 3). */
function encodeCharacter(character: string): string {
  if (character === " ") return "_";
  return /^[A-Za-z0-9!*+/-]$/.test(character) ? character : hexBytes(character);
}
