import { describe, it } from "vitest";
import { deepFreeze } from "../../../../src/config/freeze.ts";
import { mimeOf } from "../../../../src/receiver/email/mime.ts";
import type { EmailMessage } from "../../../../src/receiver/email/render.ts";

const message: EmailMessage = deepFreeze({
  from: { name: "Farwatch", address: "farwatch@example.org" },
  to: [
    { name: "", address: "oncall@example.org" },
    { name: "Jörg", address: "j@example.org" },
  ],
  subject: "[FIRING:1] Disk",
  date: Date.UTC(2026, 0, 1),
  thread: { messageId: "<1@example.org>", root: "<group@example.org>" },
  headers: { "Auto-Submitted": "auto-generated" },
  text: "text = é\n",
  html: "<p>text</p>",
});

describe("mimeOf", () => {
  it("writes a head and two texts, the HTML last", ({ expect }) => {
    const mail = mimeOf(message, undefined).toString();
    const boundary = /boundary="(.*)"/.exec(mail)?.[1] ?? "none";
    expect(mail.split("\r\n")).toEqual([
      "From: Farwatch <farwatch@example.org>",
      "To: oncall@example.org, =?UTF-8?Q?J=C3=B6rg?= <j@example.org>",
      "Subject: [FIRING:1] Disk",
      "Date: Thu, 01 Jan 2026 00:00:00 +0000",
      "Message-ID: <1@example.org>",
      "In-Reply-To: <group@example.org>",
      "References: <group@example.org>",
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      `Content-Type: multipart/alternative; boundary="${boundary}"`,
      "",
      `--${boundary}`,
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      "text =3D =C3=A9",
      "",
      `--${boundary}`,
      "Content-Type: text/html; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      "<p>text</p>",
      `--${boundary}--`,
      "",
    ]);
  });

  it("puts a header of the file in the place of its own", ({ expect }) => {
    const headers = { To: "list@example.org", Subject: "Alarm" };
    const lines = mimeOf({ ...message, headers }, undefined)
      .toString()
      .split("\r\n");
    expect(lines.slice(0, 3)).toEqual([
      "From: Farwatch <farwatch@example.org>",
      "To: list@example.org",
      "Subject: Alarm",
    ]);
  });

  it("has a boundary that no text can hold", ({ expect }) => {
    const first = mimeOf(message, undefined).toString();
    const boundary = /boundary="(.*)"/.exec(first)?.[1] ?? "none";
    const mail = mimeOf({ ...message, text: `--${boundary}\n` }, undefined).toString();
    expect(mail.split(`--${boundary}`)).toHaveLength(4);
  });
});
