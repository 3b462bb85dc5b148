import { err, ok, type Result } from "../../alert/result.ts";
import { oneLine } from "../plain-text.ts";

/** One mailbox: `name` may be empty, `address` is `local@domain` with nothing in it that SMTP gives a meaning. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

// Quoted local parts, comments and groups are valid mail and no one's on-call address. A parser that guessed at
// them would read `a@example.com b@example.com` as one mailbox, and wake one person instead of two.
const ADDRESS = String.raw`[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+`;
const QUOTED = String.raw`"(?<quoted>(?:[^"\\]|\\.)*)"`;
const PLAIN = String.raw`(?<plain>[^"<>@()[\]\\,;:\p{Cc}]*?)`;
const MAILBOX = new RegExp(
  `^(?:(?<bare>${ADDRESS})|(?:${QUOTED}|${PLAIN})\\s*<(?<address>${ADDRESS})>)$`,
  "u",
);

/** Parses `Ops <ops@example.com>, second@example.com`; at least one mailbox, each of them valid. */
export function parseMailboxes(text: string): Result<readonly Mailbox[], string> {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+|[^,]+/g) ?? [];
  const mailboxes = parts.map(parseMailbox).filter((mailbox) => mailbox !== undefined);
  const isValid = mailboxes.length > 0 && mailboxes.length === parts.length;
  return isValid ? ok(mailboxes) : err(`Cannot parse address list ${JSON.stringify(text)}`);
}

function parseMailbox(part: string): Mailbox | undefined {
  const groups = MAILBOX.exec(part.trim())?.groups;
  if (groups === undefined) return undefined;
  const { bare, quoted, plain, address } = groups;
  const name = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
  return { name: oneLine(name), address: bare ?? address ?? "" };
}

/** What stands behind the @. */
export function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
