import { connect, type Socket } from "node:net";
import SMTPConnection, { type SMTPConnectionSendInfo } from "nodemailer/lib/smtp-connection";
import { readSecret } from "../http/headers.ts";
import { failure } from "../outcome.ts";
import type { MessageState, SendOutcome, World } from "../receiver.ts";
import { bindingMessageId, builderOf } from "./binding.ts";
import type { EmailSettings } from "./config.ts";
import { bindingFailure, type SmtpError, smtpFailure } from "./failure.ts";
import { mimeOf } from "./mime.ts";
import type { EmailMessage } from "./render.ts";
import { isLoopback, usesBinding } from "./smarthost.ts";

/** One TCP connection, opened by name so that nothing is asked of DNS over HTTPS; or one call of the binding. */
export const EMAIL_MAX_SUBREQUESTS = 1;

/** How long a server may take to close its side after QUIT. */
export const CLOSE_TIMEOUT_MS = 1_000;

/** Hands the mail over once, by the binding or by SMTP. Never throws. */
export async function sendEmail(
  message: EmailMessage,
  settings: EmailSettings,
  previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  if (world.signal.aborted) return timedOut();
  try {
    if (usesBinding(settings.smarthost)) return await sendByBinding(message, previous, world);
    const password = settings.login && readSecret(settings.login.secret, world);
    if (password?.ok === false) return password.error;
    const mail = mimeOf(message, previous);
    return await new Session(settings, password?.value, world.signal).deliver(message, mail);
  } catch (error) {
    return failure("network", true, { answer: error instanceof Error ? error.message : String(error) });
  }
}

async function sendByBinding(
  message: EmailMessage,
  previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  if (world.email === undefined) {
    return failure("client_error", false, { answer: "Cannot send: this edge has no send_email binding" });
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(world.signal.reason);
  world.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const { messageId } = await Promise.race([world.email.send(builderOf(message, previous)), aborted]);
    return delivered(message, "-", messageId, bindingMessageId(messageId));
  } catch (error) {
    return world.signal.aborted ? timedOut() : bindingFailure(error);
  } finally {
    world.signal.removeEventListener("abort", onAbort);
  }
}

type Login = Parameters<SMTPConnection["login"]>[0];

/** One SMTP session: one connection, one mail, closed whatever happens. */
class Session {
  readonly #settings: EmailSettings;
  readonly #password: string | undefined;
  readonly #signal: AbortSignal;
  /** Rejected by whatever ends the session early, in any of its steps. */
  readonly #broken = Promise.withResolvers<never>();
  #socket: Socket | undefined;
  #smtp: SMTPConnection | undefined;

  constructor(settings: EmailSettings, password: string | undefined, signal: AbortSignal) {
    this.#settings = settings;
    this.#password = password;
    this.#signal = signal;
  }

  async deliver(message: EmailMessage, mail: Buffer): Promise<SendOutcome> {
    const onAbort = () => this.#broken.reject(this.#signal.reason);
    this.#signal.addEventListener("abort", onAbort, { once: true });
    try {
      const info = await Promise.race([this.#broken.promise, this.#run(message, mail)]);
      this.#smtp?.quit();
      return delivered(message, "250", answerOf(info), info.serverMessageId ?? message.thread.messageId);
    } catch (error) {
      return this.#signal.aborted ? timedOut() : smtpFailure(this.#explained(error));
    } finally {
      this.#signal.removeEventListener("abort", onAbort);
      this.#close();
    }
  }

  async #run(message: EmailMessage, mail: Buffer): Promise<SMTPConnectionSendInfo> {
    const smtp = await this.#open();
    await step((done) => smtp.connect(done));
    await this.#login(smtp);
    const envelope = {
      from: message.from.address,
      to: message.to.map(({ address }) => address),
      size: mail.byteLength,
    };
    return step<SMTPConnectionSendInfo>((done) => smtp.send(envelope, mail, done));
  }

  /** Connects by name: workerd then checks the certificate against that name, and asks no DNS of its own. */
  async #open(): Promise<SMTPConnection> {
    const { smarthost, hello, tls } = this.#settings;
    const socket = connect({ host: smarthost.host, port: smarthost.port });
    this.#socket = socket;
    const { promise: connected, resolve } = Promise.withResolvers<void>();
    socket.on("error", this.#broken.reject).once("connect", resolve);
    // Without a listener of ours a server that hangs up at once goes unnoticed until the timeout in workerd.
    socket.once("close", () => this.#broken.reject(new Error("The server closed the connection")));
    await connected;
    const smtp = new SMTPConnection({
      connection: socket,
      host: smarthost.host,
      port: smarthost.port,
      name: hello,
      secure: false,
      requireTLS: tls.required,
      ignoreTLS: !tls.required,
      socketCloseTimeout: CLOSE_TIMEOUT_MS,
      ...(tls.serverName === undefined ? {} : { tls: { servername: tls.serverName } }),
    });
    smtp.on("error", this.#broken.reject);
    this.#smtp = smtp;
    return smtp;
  }

  async #login(smtp: SMTPConnection): Promise<void> {
    const { login, smarthost } = this.#settings;
    if (login === undefined || this.#password === undefined || !smtp.allowsAuth) return;
    // `check` refuses such a file; a password must not depend on a check alone.
    if (!smtp.secure && !isLoopback(smarthost))
      throw new Error("Cannot log in: the connection is not encrypted");
    const auth: Login = {
      credentials: { user: login.username, pass: this.#password },
      ...(login.method === undefined ? {} : { method: login.method }),
    };
    await step((done) => smtp.login(auth, done));
  }

  /** workerd says "internal error" for every broken handshake and keeps the reason in its log. */
  #explained(error: unknown): SmtpError {
    const cause = error instanceof Error ? error : new Error(String(error));
    if (this.#smtp?.upgrading !== true) return cause;
    const { host, port } = this.#settings.smarthost;
    const name = this.#settings.tls.serverName ?? host;
    return {
      code: "ETLS",
      message: `TLS handshake with ${host}:${port} failed; its certificate must come from a public CA for ${JSON.stringify(name)}: ${cause.message}`,
    };
  }

  #close(): void {
    if (this.#smtp === undefined) this.#socket?.destroy();
    else this.#smtp.close();
  }
}

/** A step of nodemailer's, as a promise. */
function step<T>(start: (done: (error?: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    // The library gives a value whenever it gives no error.
    start((error, value) => (error ? reject(error) : resolve(value as T)));
  });
}

/** What the server said, behind the recipients that it refused: the others have the mail, so this is no failure. */
function answerOf({ response, rejectedErrors = [] }: SMTPConnectionSendInfo): string {
  const refused = rejectedErrors.map(({ recipient, response: reply }) => `${recipient} refused: ${reply}; `);
  return refused.join("") + response;
}

function delivered(message: EmailMessage, status: string, answer: string, messageId?: string): SendOutcome {
  const { root } = message.thread;
  return { ok: true, status, answer, state: messageId === undefined ? { root } : { root, messageId } };
}

function timedOut(): SendOutcome {
  return failure("timeout", true, { answer: "No answer in time" });
}
