import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { afterAll, beforeAll, describe, it, vi } from "vitest";
import type { SecretRef } from "../../../../src/config/config.ts";
import type { EmailSettings } from "../../../../src/receiver/email/config.ts";
import type { EmailMessage } from "../../../../src/receiver/email/render.ts";
import { CLOSE_TIMEOUT_MS, EMAIL_MAX_SUBREQUESTS, sendEmail } from "../../../../src/receiver/email/send.ts";
import type { World } from "../../../../src/receiver/receiver.ts";
import { certificateOf, startRaw, startSmtp, type TestServer, testAuthority } from "./server.ts";

const message: EmailMessage = {
  from: { name: "Farwatch", address: "edge@example.com" },
  to: [{ name: "", address: "ops@example.com" }],
  subject: "[FIRING:1] é",
  text: "text part\n",
  html: "<p>html part</p>",
  thread: { messageId: "<m1@example.com>", root: "<group-1@example.com>" },
  date: Date.UTC(2026, 10, 22, 3, 4, 5),
  headers: { "Auto-Submitted": "auto-generated" },
};

function to(...addresses: readonly string[]): EmailMessage {
  return { ...message, to: addresses.map((address) => ({ name: "", address })) };
}

function settings(port: number, more: Partial<EmailSettings> = {}): EmailSettings {
  return {
    smarthost: { host: "localhost", port },
    hello: "edge.example.com",
    tls: { required: true },
    from: message.from,
    to: message.to,
    headers: {},
    threadByDay: false,
    ...more,
  };
}

const login = { username: "edge", secret: { env: "SMTP_PASSWORD" } } as const;

function world(more: Partial<World> = {}): World {
  return {
    fetch: () => Promise.reject(new Error("Mail must not fetch")),
    secret: (ref: SecretRef) =>
      "env" in ref ? { SMTP_PASSWORD: "sesame", WRONG: "seed" }[ref.env] : ref.value,
    signal: new AbortController().signal,
    print: () => {},
    ...more,
  };
}

describe("sendEmail by SMTP", () => {
  let good: TestServer;
  let stranger: TestServer;
  let plain: TestServer;
  let loginless: TestServer;
  const trusted = tls.getCACertificates("default");

  beforeAll(async () => {
    tls.setDefaultCACertificates([...trusted, testAuthority]);
    good = await startSmtp(certificateOf("localhost"));
    stranger = await startSmtp(certificateOf("mail.example.net"));
    plain = await startSmtp({ disabledCommands: ["STARTTLS"], allowInsecureAuth: true });
    loginless = await startSmtp({ ...certificateOf("localhost"), disabledCommands: ["AUTH"] });
  });
  afterAll(async () => {
    tls.setDefaultCACertificates(trusted);
    await Promise.all([good, stranger, plain, loginless].map((server) => server.close()));
  });

  it("delivers over STARTTLS after logging in, and keeps what the next mail of the thread needs", async ({
    expect,
  }) => {
    const outcome = await sendEmail(message, settings(good.port, { login }), undefined, world());
    expect(outcome).toEqual({
      ok: true,
      status: "250",
      answer: "250 queued as 17",
      state: { root: "<group-1@example.com>", messageId: "<m1@example.com>" },
    });
    const mail = good.mails.at(-1);
    expect(mail).toMatchObject({
      from: "edge@example.com",
      to: ["ops@example.com"],
      encrypted: true,
      user: "edge",
    });
    expect(good.logins).toEqual([{ password: "sesame", encrypted: true }]);
    expect(good.hellos.at(-1)).toBe("edge.example.com");
  });

  it("names the group's thread, and the previous mail when there was one", async ({ expect }) => {
    const previous = { root: "<group-1@example.com>", messageId: "<m0@example.com>" };
    await sendEmail(message, settings(good.port), previous, world());
    const { raw = "" } = good.mails.at(-1) ?? {};
    expect(raw).toContain("\r\nIn-Reply-To: <m0@example.com>\r\n");
    expect(raw).toContain("\r\nReferences: <group-1@example.com> <m0@example.com>\r\n");
  });

  it("checks the certificate against the name that tls_config gives", async ({ expect }) => {
    const tlsSettings = { required: true, serverName: "mail.example.net" };
    const outcome = await sendEmail(
      message,
      settings(stranger.port, { tls: tlsSettings }),
      undefined,
      world(),
    );
    expect(outcome.ok).toBe(true);
  });

  it("sends no password and no mail to a server whose certificate is for another name", async ({
    expect,
  }) => {
    const outcome = await sendEmail(message, settings(stranger.port, { login }), undefined, world());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "network", status: "-" });
    expect(outcome.answer).toContain(`TLS handshake with localhost:${stranger.port} failed`);
    expect(stranger.logins).toEqual([]);
  });

  it("sends no password and no mail to a server without STARTTLS", async ({ expect }) => {
    const outcome = await sendEmail(message, settings(plain.port, { login }), undefined, world());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "server_error" });
    expect(outcome.answer).toMatch(/^No mail sent, STARTTLS was refused: 500 /);
    expect(plain.logins).toEqual([]);
    expect(plain.mails).toEqual([]);
  });

  it("sends in the clear where require_tls is false, and a password only to loopback", async ({ expect }) => {
    const clear = { tls: { required: false }, login };
    expect(await sendEmail(message, settings(plain.port, clear), undefined, world())).toMatchObject({
      ok: true,
    });
    expect(plain.mails.at(-1)).toMatchObject({ encrypted: false, user: "edge" });

    const elsewhere = settings(plain.port, {
      ...clear,
      smarthost: { host: "127.0.0.1.nip.test", port: plain.port },
    });
    const { host } = elsewhere.smarthost;
    expect(host).not.toBe("localhost");
  });

  it("sends no password in the clear to another host, whatever the settings say", async ({ expect }) => {
    // Connects to this machine, and is no name of loopback.
    const elsewhere = { tls: { required: false }, login, smarthost: { host: "0.0.0.0", port: plain.port } };
    const before = plain.logins.length;
    const outcome = await sendEmail(message, settings(plain.port, elsewhere), undefined, world());
    expect(outcome).toMatchObject({ ok: false });
    expect(outcome.answer).toContain("not encrypted");
    expect(plain.logins).toHaveLength(before);
  });

  it("opens one connection for a mail, and closes it on a server that does not", async ({ expect }) => {
    let connections = 0;
    const replies = ["250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 queued\r\n", ""];
    const server = await startRaw((socket) => {
      connections++;
      socket.write("220 hi\r\n");
      // The mail itself may come in several pieces, of which the last ends in a dot.
      socket.on("data", (chunk) => {
        const inMail = replies.length === 2 && !chunk.toString().endsWith("\r\n.\r\n");
        if (!inMail) socket.write(replies.shift() ?? "");
      });
    });
    const outcome = await sendEmail(
      message,
      settings(server.port, { tls: { required: false } }),
      undefined,
      world(),
    );
    expect(outcome).toMatchObject({ ok: true, answer: "250 queued" });
    await vi.waitFor(() => expect(server.open()).toBe(0), { timeout: CLOSE_TIMEOUT_MS + 500 });
    expect(connections).toBe(EMAIL_MAX_SUBREQUESTS);
    await server.close();
  });

  it("mails without a login where the server knows none", async ({ expect }) => {
    const outcome = await sendEmail(message, settings(loginless.port, { login }), undefined, world());
    expect(outcome).toMatchObject({ ok: true });
    expect(loginless.logins).toEqual([]);
  });

  it("waits for a secret that is not set, without connecting", async ({ expect }) => {
    const absent = { username: "edge", secret: { env: "ABSENT" } };
    const outcome = await sendEmail(message, settings(1, { login: absent }), undefined, world());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "missing_secret" });
    expect(outcome.answer).toContain("ABSENT");
  });

  const refusals = [
    {
      name: "a wrong password",
      mail: message,
      login: { username: "edge", secret: { env: "WRONG" } },
      want: { recoverable: false, reason: "auth_error", status: "535" },
    },
    {
      name: "a deferred recipient",
      mail: to("defer@example.com"),
      want: { recoverable: true, reason: "server_error", status: "450" },
    },
    {
      name: "a full mailbox",
      mail: to("full@example.com"),
      want: { recoverable: true, reason: "server_error", status: "452" },
    },
    {
      name: "an unknown recipient",
      mail: to("nobody@example.com"),
      want: { recoverable: false, reason: "client_error", status: "550" },
    },
    {
      name: "one unknown and one deferred recipient",
      mail: to("nobody@example.com", "defer@example.com"),
      want: { recoverable: true, reason: "server_error", status: "450" },
    },
  ];
  it.for(refusals)("tells $name by its reply", async ({ mail, login: refused, want }, { expect }) => {
    const more = refused === undefined ? {} : { login: refused };
    const outcome = await sendEmail(mail, settings(good.port, more), undefined, world());
    expect(outcome).toMatchObject({ ok: false, ...want });
    expect(outcome.answer).toMatch(/^\d{3} /);
  });

  it("is delivered when one recipient of three takes it, and names the others", async ({ expect }) => {
    const mail = to("nobody@example.com", "ops@example.com", "defer@example.com");
    const outcome = await sendEmail(mail, settings(good.port), undefined, world());
    expect(outcome).toMatchObject({ ok: true, status: "250" });
    expect(outcome.answer).toBe(
      "nobody@example.com refused: 550 No mail for nobody@example.com; defer@example.com refused: 450 No mail for defer@example.com; 250 queued as 17",
    );
    expect(good.mails.at(-1)?.to).toEqual(["ops@example.com"]);
  });

  it("logs in with CRAM-MD5 where only auth_secret is given", async ({ expect }) => {
    const server = await startSmtp({
      authMethods: ["CRAM-MD5"],
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
    });
    const more = { tls: { required: false }, login: { ...login, method: "CRAM-MD5" as const } };
    expect(await sendEmail(message, settings(server.port, more), undefined, world())).toMatchObject({
      ok: true,
    });
    expect(server.mails.at(-1)?.user).toBe("edge");
    await server.close();
  });

  const breaks = [
    { name: "hangs up at once", script: "close", want: { reason: "network" } },
    { name: "greets with 421", script: "busy", want: { reason: "server_error", status: "421" } },
    {
      name: "greets with 554",
      script: "unwilling",
      want: { reason: "client_error", recoverable: false, status: "554" },
    },
    { name: "resets the connection after its greeting", script: "reset", want: { reason: "network" } },
    { name: "hangs up after EHLO", script: "leave", want: { reason: "network" } },
    { name: "speaks no SMTP", script: "noise", want: { reason: "network" } },
  ] as const;
  const scripts = {
    close: (socket) => socket.end(),
    busy: (socket) => socket.end("421 4.7.0 Too busy\r\n"),
    unwilling: (socket) => socket.end("554 No service\r\n"),
    reset: (socket) => socket.write("220 hi\r\n") && socket.once("data", () => socket.resetAndDestroy()),
    leave: (socket) => socket.write("220 hi\r\n") && socket.once("data", () => socket.end()),
    noise: (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
  } satisfies Record<string, (socket: import("node:net").Socket) => unknown>;
  it.for(breaks)("fails when the server $name", async ({ script, want }, { expect }) => {
    const server = await startRaw(scripts[script]);
    const started = performance.now();
    const outcome = await sendEmail(message, settings(server.port, { login }), undefined, world());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, ...want });
    expect(performance.now() - started).toBeLessThan(1_000);
    await server.close();
  });

  it("fails as network where nothing listens", async ({ expect }) => {
    const server = await startRaw(() => {});
    await server.close();
    const outcome = await sendEmail(message, settings(server.port), undefined, world());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "network", status: "-" });
    expect(outcome.answer).toContain("ECONNREFUSED");
  });

  const hangs = [
    { name: "before its greeting", script: () => {} },
    {
      name: "in the TLS handshake",
      script: (socket: import("node:net").Socket) => {
        const replies = ["250-hi\r\n250 STARTTLS\r\n", "220 go\r\n"];
        socket.write("220 hi\r\n");
        socket.on("data", () => socket.write(replies.shift() ?? ""));
      },
    },
  ];
  it.for(hangs)(
    "ends with its signal, and closes, when the server hangs $name",
    async ({ script }, { expect }) => {
      const server = await startRaw(script);
      const signal = AbortSignal.timeout(100);
      const outcome = await sendEmail(message, settings(server.port), undefined, world({ signal }));
      expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "timeout" });
      await sleep(50);
      expect(server.open()).toBe(0);
      await server.close();
    },
  );

  it("does not connect once its signal is aborted", async ({ expect }) => {
    const server = await startRaw(() => {});
    const outcome = await sendEmail(
      message,
      settings(server.port),
      undefined,
      world({ signal: AbortSignal.abort() }),
    );
    expect(outcome).toMatchObject({ ok: false, reason: "timeout" });
    expect(server.open()).toBe(0);
    await server.close();
  });
});
