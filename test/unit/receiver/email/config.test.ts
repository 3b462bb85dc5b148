import { describe, it } from "vitest";
import type { GlobalConfig } from "../../../../src/config/config.ts";
import { emailConfig } from "../../../../src/receiver/email/config.ts";
import { BINDING_MAX_RECIPIENTS } from "../../../../src/receiver/email/unused.ts";

const TO = { to: "ops@example.com" };
const GLOBAL: GlobalConfig = {
  smtp_smarthost: "mail.example.com:587",
  smtp_from: "edge@example.com",
};

function resolve(raw: unknown, global: GlobalConfig = GLOBAL) {
  return emailConfig.resolve(raw, global);
}

describe("emailConfig", () => {
  it("has upstream's defaults, send_resolved false among them", ({ expect }) => {
    expect(resolve(TO)).toEqual({
      settings: {
        smarthost: { host: "mail.example.com", port: 587 },
        hello: "localhost",
        tls: { required: true },
        from: { name: "", address: "edge@example.com" },
        to: [{ name: "", address: "ops@example.com" }],
        headers: {},
        threadByDay: false,
      },
      sendResolved: false,
      secrets: [],
      issues: [],
    });
  });

  it("reads every field that it acts on, before those of global", ({ expect }) => {
    const raw = {
      to: "Ops <ops@example.com>, second@example.com",
      from: "Edge <own@example.com>",
      smarthost: "smtp.example.com:2525",
      hello: "edge.example.com",
      auth_username: "edge",
      auth_password_file: "/run/secrets/smtp_password",
      require_tls: "yes",
      tls_config: { server_name: "mx.example.com" },
      headers: { "reply-to": "team@example.com", subject: "Alert" },
      threading: { enabled: true, thread_by_date: "daily" },
      send_resolved: true,
      force_implicit_tls: false,
    };
    expect(resolve(raw)).toEqual({
      settings: {
        smarthost: { host: "smtp.example.com", port: 2525 },
        hello: "edge.example.com",
        login: { username: "edge", secret: { env: "SMTP_PASSWORD" } },
        tls: { required: true, serverName: "mx.example.com" },
        from: { name: "Edge", address: "own@example.com" },
        to: [
          { name: "Ops", address: "ops@example.com" },
          { name: "", address: "second@example.com" },
        ],
        headers: { "Reply-To": "team@example.com", Subject: "Alert" },
        threadByDay: true,
      },
      sendResolved: true,
      secrets: ["SMTP_PASSWORD"],
      issues: [],
    });
  });

  it("takes what the entry leaves out from global", ({ expect }) => {
    const global: GlobalConfig = {
      ...GLOBAL,
      smtp_hello: "bastion.example.com",
      smtp_auth_username: "edge",
      smtp_auth_password_file: "smtp_password",
      smtp_require_tls: true,
      smtp_tls_config: { server_name: "mx.example.com", insecure_skip_verify: true },
    };
    expect(resolve(TO, global)).toMatchObject({
      settings: {
        hello: "bastion.example.com",
        login: { username: "edge", secret: { env: "SMTP_PASSWORD" } },
        tls: { required: true, serverName: "mx.example.com" },
      },
      secrets: ["SMTP_PASSWORD"],
      issues: [],
    });
  });

  it("does not mix the entry's password with the global password file", ({ expect }) => {
    const global = { ...GLOBAL, smtp_auth_password_file: "smtp_password" };
    const { settings, secrets } = resolve({ ...TO, auth_username: "edge", auth_password: "own" }, global);
    expect(settings).toMatchObject({ login: { secret: { value: "own" } } });
    expect(secrets).toEqual([]);
  });

  it("logs in with CRAM-MD5 where there is an auth_secret and no password", ({ expect }) => {
    const raw = { ...TO, auth_username: "edge", auth_secret_file: "cram" };
    expect(resolve(raw).settings).toMatchObject({
      login: { username: "edge", secret: { env: "CRAM" }, method: "CRAM-MD5" },
    });
  });

  it("sends a password in the clear to loopback and to no other host", ({ expect }) => {
    const raw = { ...TO, auth_username: "edge", auth_password: "p", require_tls: false };
    for (const smarthost of ["localhost:25", "127.0.0.1:587", "127.8.9.1:587", "[::1]:2525"]) {
      expect(resolve({ ...raw, smarthost }).settings).toMatchObject({ tls: { required: false } });
    }
    for (const smarthost of [
      "mail.example.com:587",
      "localhost.example.com:587",
      "10.0.0.1:587",
      "127.0.0.1.nip.io:25",
    ]) {
      const { settings, issues } = resolve({ ...raw, smarthost });
      expect(settings).toBeUndefined();
      expect(issues).toContainEqual({
        severity: "error",
        path: ["require_tls"],
        message: expect.stringMatching(/^Cannot send a password to "[^"]+" in the clear: /),
      });
    }
  });

  it("mails in the clear without a password where require_tls is false", ({ expect }) => {
    expect(resolve({ ...TO, require_tls: false })).toMatchObject({
      settings: { tls: { required: false } },
      issues: [],
    });
  });

  const errors = [
    { name: "no to", raw: {}, path: [], message: "missing to address in email config" },
    {
      name: "no smarthost",
      raw: TO,
      global: { smtp_from: "a@example.com" },
      path: [],
      message: "no global SMTP smarthost set",
    },
    {
      name: "no from",
      raw: TO,
      global: { smtp_smarthost: "m:587" },
      path: [],
      message: "no global SMTP from set",
    },
    {
      name: "two froms",
      raw: { ...TO, from: "a@example.com, b@example.com" },
      path: ["from"],
      message: 'must be exactly one "from" address, got 2',
    },
    {
      name: "an address without a domain",
      raw: { to: "ops" },
      path: ["to"],
      message: 'Cannot parse address list "ops"',
    },
    {
      name: "a templated to",
      raw: { to: "{{ .GroupLabels.team }}@example.com" },
      path: ["to"],
      message: /^Cannot use a templated "to": /,
    },
    {
      name: "a templated from",
      raw: { ...TO, from: "{{ .Receiver }}@example.com" },
      path: ["from"],
      message: /^Cannot use a templated "from": /,
    },
    {
      name: "a smarthost without a port",
      raw: { ...TO, smarthost: "mail.example.com" },
      path: ["smarthost"],
      message: 'Cannot parse smarthost "mail.example.com": expected host:port',
    },
    {
      name: "port 465",
      raw: { ...TO, smarthost: "mail.example.com:465" },
      path: ["smarthost"],
      message: /^Cannot use port 465: .*STARTTLS, mostly 587$/,
    },
    {
      name: "port 465 of global",
      raw: TO,
      global: { ...GLOBAL, smtp_smarthost: "mail.example.com:465" },
      path: ["smarthost"],
      message: /^Cannot use port 465: /,
    },
    {
      name: "port 465 even for STARTTLS",
      raw: { ...TO, smarthost: "m:465", force_implicit_tls: false },
      path: ["smarthost"],
      message: /^Cannot use port 465: /,
    },
    {
      name: "implicit TLS on another port",
      raw: { ...TO, force_implicit_tls: true },
      path: ["force_implicit_tls"],
      message: /^Cannot use force_implicit_tls: /,
    },
    {
      name: "implicit TLS by global",
      raw: TO,
      global: { ...GLOBAL, smtp_force_implicit_tls: true },
      path: ["force_implicit_tls"],
      message: /^Cannot use force_implicit_tls: /,
    },
    {
      name: "both passwords",
      raw: { ...TO, auth_password: "a", auth_password_file: "b" },
      path: ["auth_password_file"],
      message: "at most one of auth_password & auth_password_file must be configured",
    },
    {
      name: "both secrets",
      raw: { ...TO, auth_secret: "a", auth_secret_file: "b" },
      path: ["auth_secret_file"],
      message: "at most one of auth_secret & auth_secret_file must be configured",
    },
    {
      name: "a header twice",
      raw: { ...TO, headers: { Subject: "a", subject: "b" } },
      path: ["headers", "subject"],
      message: 'duplicate header "Subject" in email config',
    },
    {
      name: "a header name with a line break",
      raw: { ...TO, headers: { "X\r\nBcc": "a" } },
      path: ["headers", "X\r\nBcc"],
      message: 'Cannot use header name "X\\r\\nBcc"',
    },
    {
      name: "threading without thread_by_date",
      raw: { ...TO, threading: { enabled: true } },
      path: ["threading"],
      message: "threading.thread_by_date must be either 'none' or 'daily'",
    },
    {
      name: "threading by week",
      raw: { ...TO, threading: { enabled: true, thread_by_date: "weekly" } },
      path: ["threading"],
      message: "threading.thread_by_date must be either 'none' or 'daily'",
    },
    {
      name: "threading beside References",
      raw: { ...TO, headers: { references: "<a@b>" }, threading: { enabled: true, thread_by_date: "none" } },
      path: ["headers", "references"],
      message: "conflicting configuration: threading.enabled conflicts with custom References header",
    },
    { name: "an unknown field", raw: { ...TO, subject: "x" }, path: ["subject"], message: /"subject"/ },
    {
      name: "a fault in tls_config",
      raw: { ...TO, tls_config: { ca: "a", ca_file: "b" } },
      path: ["tls_config"],
      message: "at most one of ca, ca_file & ca_ref must be configured",
    },
    {
      name: "an unknown field of tls_config",
      raw: { ...TO, tls_config: { skip: true } },
      path: ["tls_config", "skip"],
      message: /"skip"/,
    },
  ];
  it.for(errors)("refuses $name", ({ raw, global, path, message }, { expect }) => {
    const { settings, secrets, issues } = resolve(raw, global);
    expect(settings).toBeUndefined();
    expect(secrets).toEqual([]);
    const found = issues.filter(({ severity }) => severity === "error");
    expect(found).toHaveLength(1);
    expect(found[0]?.path).toEqual(path);
    if (typeof message === "string") expect(found[0]?.message).toBe(message);
    else expect(found[0]?.message).toMatch(message);
  });

  const warnings = [
    {
      name: "html",
      raw: { html: "" },
      path: ["html"],
      message: "html is not used: the mail is Farwatch's own message",
    },
    {
      name: "text",
      raw: { text: "{{ .Status }}" },
      path: ["text"],
      message: "text is not used: the mail is Farwatch's own message",
    },
    {
      name: "a templated subject",
      raw: { headers: { Subject: "{{ .Status }}" } },
      path: ["headers", "Subject"],
      message: /^header "Subject" is not used: .* the subject says status/,
    },
    {
      name: "a templated header",
      raw: { headers: { "x-team": "{{ .Receiver }}" } },
      path: ["headers", "x-team"],
      message: /^header "X-Team" is not used: .* left out$/,
    },
    {
      name: "a message id that every mail would share",
      raw: { headers: { "Message-ID": "<a@b>" } },
      path: ["headers", "Message-ID"],
      message: 'header "Message-Id" is not used: the message sets its own',
    },
    {
      name: "a content type",
      raw: { headers: { "content-type": "text/plain" } },
      path: ["headers", "content-type"],
      message: 'header "Content-Type" is not used: the message sets its own',
    },
    {
      name: "insecure_skip_verify",
      raw: { tls_config: { insecure_skip_verify: true } },
      path: ["tls_config", "insecure_skip_verify"],
      message: /public CA/,
    },
    {
      name: "ca_file",
      raw: { tls_config: { ca_file: "/etc/ca.pem" } },
      path: ["tls_config", "ca_file"],
      message: /public CA/,
    },
    {
      name: "min_version",
      raw: { tls_config: { min_version: "TLS13" } },
      path: ["tls_config", "min_version"],
      message: /chooses the TLS version/,
    },
    { name: "port 25", raw: { smarthost: "mail.example.com:25" }, path: ["smarthost"], message: /port 25/ },
    {
      name: "a password without a user",
      raw: { auth_password: "p" },
      path: [],
      message: "no auth_username is set: mail is sent without logging in",
    },
    {
      name: "a user without a password",
      raw: { auth_username: "edge" },
      path: [],
      message: 'no auth_password is set for "edge": mail is sent without logging in',
    },
    {
      name: "auth_identity",
      raw: { auth_identity: "x" },
      path: ["auth_identity"],
      message: /^auth_identity is not used/,
    },
  ];
  it.for(warnings)("loads $name and warns", ({ raw, path, message }, { expect }) => {
    const { settings, issues } = resolve({ ...TO, ...raw });
    expect(settings).toBeDefined();
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ severity: "warning", path });
    if (typeof message === "string") expect(issues[0]?.message).toBe(message);
    else expect(issues[0]?.message).toMatch(message);
  });

  it("says nothing of insecure_skip_verify: false", ({ expect }) => {
    expect(resolve({ ...TO, tls_config: { insecure_skip_verify: false } }).issues).toEqual([]);
  });

  it("keeps a literal header on one line, so that it cannot begin another", ({ expect }) => {
    const { settings } = resolve({ ...TO, headers: { "x-team": "home\r\nBcc: evil@example.com\n" } });
    expect(settings).toMatchObject({ headers: { "X-Team": "home Bcc: evil@example.com" } });
  });

  describe("with Cloudflare's own host", () => {
    const cloudflare = {
      ...GLOBAL,
      smtp_smarthost: "smtp.mx.cloudflare.net:465",
      smtp_auth_username: "api_token",
      smtp_auth_password_file: "cloudflare_token",
    };

    it("takes the binding: port 465 is right, and no login or secret is needed", ({ expect }) => {
      const { settings, secrets, issues } = resolve(TO, cloudflare);
      expect(settings).toMatchObject({ smarthost: { host: "smtp.mx.cloudflare.net", port: 465 } });
      expect(settings).not.toHaveProperty("login");
      expect(secrets).toEqual([]);
      expect(issues).toEqual([
        { severity: "warning", path: ["smarthost"], message: expect.stringContaining("send_email binding") },
      ]);
    });

    it("refuses more recipients than the binding takes", ({ expect }) => {
      const people = (count: number) =>
        Array.from({ length: count }, (_, index) => `p${index}@example.com`).join(", ");
      expect(resolve({ to: people(BINDING_MAX_RECIPIENTS) }, cloudflare).settings).toBeDefined();
      const { settings, issues } = resolve({ to: people(BINDING_MAX_RECIPIENTS + 1) }, cloudflare);
      expect(settings).toBeUndefined();
      expect(issues).toContainEqual({
        severity: "error",
        path: ["to"],
        message: "Cannot send to 51 recipients: the send_email binding takes 50",
      });
      expect(resolve({ to: people(BINDING_MAX_RECIPIENTS + 1) }).settings).toBeDefined();
    });
  });
});
