import { describe, it } from "vitest";
import {
  bindingMessageId,
  builderOf,
  MAX_BINDING_HEADER_BYTES,
} from "../../../../src/receiver/email/binding.ts";
import type { EmailSettings } from "../../../../src/receiver/email/config.ts";
import type { EmailMessage } from "../../../../src/receiver/email/render.ts";
import { sendEmail } from "../../../../src/receiver/email/send.ts";
import { BINDING_HOST } from "../../../../src/receiver/email/smarthost.ts";
import type { World } from "../../../../src/receiver/receiver.ts";

const message: EmailMessage = {
  from: { name: "", address: "edge@example.com" },
  to: [
    { name: "Ops", address: "ops@example.com" },
    { name: "", address: "second@example.com" },
  ],
  subject: "[FIRING:1] DiskFull",
  text: "text",
  html: "<p>html</p>",
  thread: { messageId: "<m1@example.com>", root: "<group-1@example.com>" },
  date: 0,
  headers: { "Auto-Submitted": "auto-generated" },
};

describe("builderOf", () => {
  it("is the message as the binding takes it, without a Message-ID", ({ expect }) => {
    expect(builderOf(message, undefined)).toEqual({
      from: "edge@example.com",
      to: ["ops@example.com", "second@example.com"],
      subject: "[FIRING:1] DiskFull",
      text: "text",
      html: "<p>html</p>",
      headers: {
        "In-Reply-To": "<group-1@example.com>",
        References: "<group-1@example.com>",
        "Auto-Submitted": "auto-generated",
      },
    });
  });

  it("names the sender where it has a name", ({ expect }) => {
    const from = { name: "Edge", address: "edge@example.com" };
    expect(builderOf({ ...message, from }, undefined).from).toEqual({
      name: "Edge",
      email: "edge@example.com",
    });
  });

  it("sends as headers what the binding allows, and no other", ({ expect }) => {
    const headers = {
      "X-Team": "home",
      Importance: "high",
      From: "forged@example.com",
      To: "list@example.com",
      Cc: "cc@example.com",
      Sender: "s@example.com",
      "X-Empty": "",
      "X-Long": "x".repeat(MAX_BINDING_HEADER_BYTES + 1),
      "X-Longest": "x".repeat(MAX_BINDING_HEADER_BYTES),
      "X-é": "no",
    };
    const names = Object.keys(builderOf({ ...message, headers }, undefined).headers ?? {});
    expect(names).toEqual(["In-Reply-To", "References", "X-Team", "Importance", "X-Longest"]);
  });

  it("gives Subject and Reply-To of the file their own fields", ({ expect }) => {
    const headers = { Subject: "Alert", "Reply-To": "team@example.com" };
    const builder = builderOf({ ...message, headers }, undefined);
    expect(builder).toMatchObject({ subject: "Alert", replyTo: "team@example.com" });
    expect(builder.headers).not.toHaveProperty("Subject");
    expect(builder.headers).not.toHaveProperty("Reply-To");
  });
});

describe("bindingMessageId", () => {
  const ids = [
    ["abc@example.com", "<abc@example.com>"],
    ["<abc@example.com>", "<abc@example.com>"],
    ["abc", undefined],
    ["", undefined],
    ["a b@example.com", undefined],
    ["a@b\r\nBcc: c@d", undefined],
  ] as const;
  it.for(ids)("makes of %j %s", ([id, want], { expect }) => {
    expect(bindingMessageId(id)).toBe(want);
  });
});

describe("sendEmail by the binding", () => {
  const settings: EmailSettings = {
    smarthost: { host: BINDING_HOST, port: 465 },
    hello: "localhost",
    tls: { required: true },
    from: message.from,
    to: message.to,
    headers: {},
    threadByDay: false,
  };

  function world(
    send: ((builder: unknown) => Promise<EmailSendResult>) | undefined,
    signal?: AbortSignal,
  ): World {
    return {
      fetch: () => Promise.reject(new Error("Mail must not fetch")),
      secret: () => undefined,
      signal: signal ?? new AbortController().signal,
      print: () => {},
      ...(send === undefined ? {} : { email: { send } }),
    };
  }

  it("keeps the id that the service gave, for the thread", async ({ expect }) => {
    const sent: unknown[] = [];
    const email = world(async (builder) => {
      sent.push(builder);
      return { messageId: "given@example.com" };
    });
    const outcome = await sendEmail(message, settings, undefined, email);
    expect(outcome).toEqual({
      ok: true,
      status: "-",
      answer: "given@example.com",
      state: { root: "<group-1@example.com>", messageId: "<given@example.com>" },
    });
    const previous = outcome.ok ? outcome.state : undefined;
    await sendEmail(message, settings, previous, email);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({
      headers: {
        "In-Reply-To": "<given@example.com>",
        References: "<group-1@example.com> <given@example.com>",
      },
    });
  });

  it("judges what the service throws", async ({ expect }) => {
    const thrown = Object.assign(new Error("Not verified"), { code: "E_SENDER_NOT_VERIFIED" });
    const outcome = await sendEmail(
      message,
      settings,
      undefined,
      world(() => Promise.reject(thrown)),
    );
    expect(outcome).toMatchObject({
      ok: false,
      recoverable: false,
      reason: "auth_error",
      answer: "Not verified",
    });
  });

  it("fails for good, and says why, where there is no binding", async ({ expect }) => {
    const outcome = await sendEmail(message, settings, undefined, world(undefined));
    expect(outcome).toMatchObject({ ok: false, recoverable: false, reason: "client_error" });
    expect(outcome.answer).toContain("send_email");
  });

  it("ends with its signal, which the service does not know", async ({ expect }) => {
    const hanging = world(() => new Promise(() => {}), AbortSignal.timeout(20));
    const outcome = await sendEmail(message, settings, undefined, hanging);
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "timeout" });
  });

  it("does not begin once its signal is aborted", async ({ expect }) => {
    let calls = 0;
    const counting = world(async () => {
      calls++;
      return { messageId: "a@b" };
    }, AbortSignal.abort());
    expect(await sendEmail(message, settings, undefined, counting)).toMatchObject({
      ok: false,
      reason: "timeout",
    });
    expect(calls).toBe(0);
  });
});
