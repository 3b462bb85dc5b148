import { it } from "vitest";
import { deepFreeze } from "../../../../src/config/freeze.ts";
import { mimeOf } from "../../../../src/receiver/email/mime.ts";
import type { EmailMessage } from "../../../../src/receiver/email/render.ts";

it("writes to the mailboxes of a configuration, which is frozen", async ({ expect }) => {
  const message: EmailMessage = deepFreeze({
    from: { name: "Farwatch", address: "farwatch@example.org" },
    to: [{ name: "", address: "oncall@example.org" }],
    subject: "[FIRING:1] Disk",
    date: Date.UTC(2026, 0, 1),
    thread: { messageId: "<1@example.org>", root: "<group@example.org>" },
    headers: {},
    text: "text",
    html: "<p>text</p>",
  });
  const mail = (await mimeOf(message, undefined)).toString();
  expect(mail).toContain("From: Farwatch <farwatch@example.org>");
  expect(mail).toContain("To: oncall@example.org");
});
