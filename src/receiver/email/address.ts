import addressparser from "nodemailer/lib/addressparser";
import { err, ok, type Result } from "../../alert/result.ts";

/** One mailbox: `name` may be empty, `address` is `local@domain` with nothing in it that SMTP gives a meaning. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

// Quoted local parts and domain literals are valid mail and no one's on-call address; what is left has no
// character that could end a command or begin another header.
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u;

/** Parses `Ops <ops@example.com>, second@example.com`; at least one mailbox, each of them valid. */
export function parseMailboxes(text: string): Result<readonly Mailbox[], string> {
  const mailboxes = addressparser(text, { flatten: true }).map(({ name = "", address = "" }) => ({
    name: name.replace(/[\p{Cc}]+/gu, " ").trim(),
    address: address.trim(),
  }));
  const isValid = mailboxes.length > 0 && mailboxes.every(({ address }) => ADDRESS.test(address));
  return isValid ? ok(mailboxes) : err(`Cannot parse address list ${JSON.stringify(text)}`);
}

/** What stands behind the @ of the first mailbox. */
export function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
