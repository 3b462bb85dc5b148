import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import type { Pair } from "../../../src/cli/pki-issue.ts";
import { type Mail, parseMail } from "./mail.ts";

/** One mail as the server took it. */
export interface ReceivedMail extends Mail {
  readonly at: number;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly encrypted: boolean;
  readonly user: string;
}

/** One RCPT TO, whatever became of it. */
export interface Attempt {
  readonly at: number;
  readonly reply: number;
}

export interface MailServerOptions {
  readonly certificate: Pair;
  readonly password: string;
}

/** A real SMTP server on loopback that offers STARTTLS and wants a password. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  readonly recipients: Attempt[] = [];
  /** Of every login, whether the connection was encrypted. */
  readonly logins: { readonly at: number; readonly encrypted: boolean; readonly accepted: boolean }[] = [];
  readonly connections: number[] = [];
  /** What RCPT TO is answered; 250 takes the mail. */
  reply = 250;
  password: string;
  offersStartTls = true;
  readonly #server: SMTPServer;

  constructor({ certificate, password }: MailServerOptions) {
    this.password = password;
    this.#server = new SMTPServer({
      key: certificate.key,
      cert: certificate.certificate,
      authMethods: ["PLAIN", "LOGIN"],
      onConnect: (session, done) => {
        this.connections.push(Date.now());
        if (!this.offersStartTls) session.disabledCommands = ["STARTTLS", "AUTH"];
        done();
      },
      onAuth: ({ username, password: given }, session, done) => {
        const accepted = given === this.password;
        this.logins.push({ at: Date.now(), encrypted: session.secure, accepted });
        if (accepted) done(null, { user: username ?? "" });
        else done(failing(535, "5.7.8 Authentication credentials invalid"));
      },
      onRcptTo: (_address, _session, done) => {
        this.recipients.push({ at: Date.now(), reply: this.reply });
        done(this.reply === 250 ? null : failing(this.reply, "4.2.0 Greylisted, try again later"));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          this.mails.push(received(Buffer.concat(chunks).toString("utf8"), session));
          done(null, "2.0.0 Queued as 4711");
        });
      },
    });
    // Clients that break off are what some suites are about.
    this.#server.on("error", () => {});
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port; // it listens on TCP
  }

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server.server, "listening");
    return this;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

function received(raw: string, session: SMTPServerSession): ReceivedMail {
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom === false ? "" : mailFrom.address;
  const envelope = { from, to: rcptTo.map(({ address }) => address) };
  return {
    ...parseMail(raw),
    at: Date.now(),
    envelope,
    encrypted: session.secure,
    user: String(session.user),
  };
}

function failing(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
