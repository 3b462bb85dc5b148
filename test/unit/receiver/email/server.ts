import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** One mail as a server took it. */
export interface ReceivedMail {
  readonly raw: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly encrypted: boolean;
  readonly user: string | undefined;
}

export interface TestServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Passwords that reached it, each with whether the connection was encrypted. */
  readonly logins: readonly { readonly password: string; readonly encrypted: boolean }[];
  readonly hellos: readonly string[];
  close(): Promise<void>;
}

const FOLDER = join(import.meta.dirname, "../../../fixtures/smtp");

/** The authority that signed what `certificateOf` gives. */
export const testAuthority = read("ca.crt");

export function certificateOf(host: "localhost" | "mail.example.net") {
  return { cert: read(`${host}.crt`), key: read(`${host}.key`) };
}

function read(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}

const REPLIES: Readonly<Record<string, number>> = { defer: 450, full: 452, nobody: 550 };

/** A real SMTP server; recipients named in `REPLIES` get that reply, the password is `sesame`. */
export async function startSmtp(options: SMTPServerOptions): Promise<TestServer> {
  const mails: ReceivedMail[] = [];
  const logins: { password: string; encrypted: boolean }[] = [];
  const hellos: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    onAuth({ method, username, password, validatePassword }, session, done) {
      logins.push({ password: password ?? "", encrypted: session.secure });
      const isRight = method === "CRAM-MD5" ? validatePassword("sesame") : password === "sesame";
      done(isRight ? null : failing(535, "Authentication failed"), { user: username ?? "" });
    },
    onRcptTo({ address }, _session, done) {
      const code = REPLIES[address.split("@")[0] ?? ""];
      done(code === undefined ? null : failing(code, `No mail for ${address}`));
    },
    onData(stream, session, done) {
      hellos.push(session.hostNameAppearsAs);
      let raw = "";
      stream.setEncoding("utf8").on("data", (chunk) => {
        raw += chunk;
      });
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        mails.push({ raw, from, to, encrypted: session.secure, user: session.user?.toString() });
        done(null, "queued as 17");
      });
    },
    ...options,
  });
  // Clients that break off are what some tests are about.
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: portOf(server.server.address()),
    mails,
    logins,
    hellos,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A server that says nothing by itself: `script` answers each connection. */
export async function startRaw(script: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    script(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: portOf(server.address()),
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function failing(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function portOf(address: ReturnType<ReturnType<typeof createServer>["address"]>): number {
  if (typeof address !== "object" || address === null) throw new Error("The server does not listen");
  return address.port;
}
