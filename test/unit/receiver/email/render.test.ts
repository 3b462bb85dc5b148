import { describe, it } from "vitest";
import { utf8Length } from "../../../../src/alert/utf8.ts";
import type { EmailSettings } from "../../../../src/receiver/email/config.ts";
import {
  MAX_ALERT_DESCRIPTION,
  MAX_DESCRIPTION,
  MAX_HTML_BYTES,
  MAX_LABELS,
} from "../../../../src/receiver/email/fit.ts";
import { mimeOf } from "../../../../src/receiver/email/mime.ts";
import { type EmailMessage, MAX_SUBJECT, renderEmail } from "../../../../src/receiver/email/render.ts";
import type { Notification } from "../../../../src/receiver/receiver.ts";
import { alert, context, HOSTILE, notification, onInstance, resolved, samples } from "../samples.ts";

const settings: EmailSettings = {
  smarthost: { host: "localhost", port: 587 },
  hello: "localhost",
  tls: { required: true },
  from: { name: "Farwatch", address: "edge@example.com" },
  to: [{ name: "", address: "ops@example.com" }],
  headers: {},
  threadByDay: false,
};

function render(group: Notification, more: Partial<EmailSettings> = {}): EmailMessage {
  return renderEmail(group, { ...settings, ...more }, context);
}

/** Every tag of the page, without its attributes' values. */
function tagsOf(html: string): readonly string[] {
  return [...html.matchAll(/<(\/?[a-z0-9!]+)/gi)].map(([, tag = ""]) => tag.toLowerCase());
}

describe("renderEmail", () => {
  it.for(samples.filter(({ name }) => !/huge|hundred/.test(name)))(
    "writes $name",
    ({ notification: sample }, { expect }) => {
      const { subject, text, html, headers, thread } = render(sample);
      expect({ subject, headers, thread }).toMatchSnapshot("head");
      expect(text).toMatchSnapshot("text");
      expect(html).toMatchSnapshot("html");
    },
  );

  it.for(samples)("keeps within its bounds: $name", ({ notification: sample }, { expect }) => {
    const { subject, html, text } = render(sample);
    expect(Array.from(subject).length).toBeLessThanOrEqual(MAX_SUBJECT);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(utf8Length(html)).toBeLessThanOrEqual(MAX_HTML_BYTES);
    expect(utf8Length(text)).toBeLessThanOrEqual(MAX_HTML_BYTES);
  });

  it.for(samples)(
    "has no tag, attribute or link that a label brought: $name",
    ({ notification: sample }, { expect }) => {
      const { html } = render(sample);
      const own = ["!doctype", "html", "head", "meta", "title", "body", "div", "p", "strong", "h1", "a"];
      const tags = new Set(tagsOf(html).map((tag) => tag.replace("/", "")));
      expect(own).toEqual(expect.arrayContaining([...tags]));
      for (const [, attributes = ""] of html.matchAll(/<[a-z0-9]+([^>]*)>/g)) {
        expect(attributes).toMatch(/^(?: (?:lang|charset|name|content|style|href)="[^"<>]*")*$/);
      }
      for (const [, href = ""] of html.matchAll(/ href="([^"]*)"/g)) expect(href).toMatch(/^https?:\/\//);
    },
  );

  it("says how many alerts it left out", ({ expect }) => {
    const many = notification(Array.from({ length: 500 }, (_, index) => onInstance(`web-${index}`)));
    const { html, text, subject } = render(many);
    expect(subject).toContain("FIRING:500");
    const listed = html.match(/firing since/g)?.length ?? 0;
    expect(listed).toBeGreaterThan(10);
    expect(html).toContain(`+${500 - listed} more`);
    expect(text).toContain(`+${500 - listed} more`);
  });

  it("leaves out whole alerts where their texts are long, and counts those too", ({ expect }) => {
    const long = (index: number) =>
      onInstance(`web-${index}`, {
        annotations: { summary: "s".repeat(900), description: `${index}${"<".repeat(8_000)}` },
      });
    const { html } = render(notification(Array.from({ length: 60 }, (_, index) => long(index))));
    const listed = html.match(/firing since/g)?.length ?? 0;
    expect(listed).toBeGreaterThan(5);
    expect(listed).toBeLessThan(50);
    expect(html).toContain(`+${60 - listed} more`);
  });

  it("cuts a summary and a list of labels at MAX_LABELS", ({ expect }) => {
    const long = "s".repeat(MAX_LABELS + 1);
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`label_${i}`, "v".repeat(40)]));
    const { text } = render(
      notification([alert({ labels: { alertname: "A", ...many }, annotations: { summary: long } })]),
    );
    expect(text).toMatch(/s{400,}…/);
    expect(text).not.toContain("s".repeat(MAX_LABELS));
    const labels = /^Labels: (.*)$/m.exec(text)?.[1] ?? "";
    expect(labels.length).toBeGreaterThan(MAX_LABELS - 100);
    expect(labels.length).toBeLessThanOrEqual(MAX_LABELS);
  });

  it("cuts a description with a mark", ({ expect }) => {
    const one = render(
      notification([alert({ annotations: { description: "d".repeat(MAX_DESCRIPTION + 1) } })]),
    );
    expect(one.text).toContain(`${"d".repeat(MAX_DESCRIPTION - 1)}…`);
    expect(one.text).not.toContain("d".repeat(MAX_DESCRIPTION));
    const two = [
      alert({ annotations: { description: "d".repeat(MAX_ALERT_DESCRIPTION + 1) } }),
      onInstance("web-2"),
    ];
    expect(render(notification(two)).text).not.toContain("d".repeat(MAX_ALERT_DESCRIPTION));
  });

  it("is the same mail for every attempt of one state but for how long it has lasted", ({ expect }) => {
    const later = renderEmail(notification([resolved()]), settings, {
      ...context,
      now: context.now + 60_000,
    });
    expect(later).toEqual(render(notification([resolved()])));
  });

  it("marks a firing critical alert as important, and nothing else", ({ expect }) => {
    expect(render(notification([alert()])).headers).toMatchObject({ Importance: "high" });
    expect(render(notification([resolved()])).headers).not.toHaveProperty("Importance");
    expect(render(notification([alert({ status: "unknown" })])).headers).not.toHaveProperty("Importance");
  });

  it("lets the headers of the file replace its own", ({ expect }) => {
    const headers = { "Auto-Submitted": "no", "X-Team": "home" };
    expect(render(notification([alert()]), { headers }).headers).toMatchObject(headers);
  });

  it("threads by the day of the decision in the edge's time zone where that is asked for", ({ expect }) => {
    const nearMidnight = notification([alert()], { decidedAt: Date.parse("2026-11-22T23:30:00Z") });
    expect(render(nearMidnight, { threadByDay: true }).thread.root).toContain("-2026-11-23@");
    expect(render(nearMidnight).thread.root).not.toContain("2026-11");
  });

  it("does not call an alert resolved whose sender fell silent", ({ expect }) => {
    const { subject, html, text } = render(notification([alert({ status: "unknown" })]));
    for (const part of [subject, html, text]) expect(part).not.toMatch(/resolved/i);
    expect(html).toContain("State unknown");
  });
});

describe("mimeOf", () => {
  const hostile = notification([
    alert({ labels: { alertname: `X\r\nBcc: evil@example.com\r\n\r\n${HOSTILE}`, severity: "critical" } }),
  ]);

  function headOf(mail: Buffer): string {
    return mail.toString("latin1").split("\r\n\r\n")[0] ?? "";
  }

  it("names what a mail must name", async ({ expect }) => {
    const mail = mimeOf(render(notification([alert()])), undefined);
    const head = headOf(mail);
    expect(head).toContain("From: Farwatch <edge@example.com>\r\n");
    expect(head).toContain("To: ops@example.com\r\n");
    expect(head).toContain("Date: Sun, 22 Nov 2026 02:14:05 +0000\r\n");
    expect(head).toMatch(/\r\nMessage-ID: <[0-9a-f.]+@example\.com>\r\n/);
    expect(head).toMatch(/\r\nIn-Reply-To: <group-[0-9a-f]{16}@example\.com>\r\n/);
    expect(head).toMatch(/\r\nContent-Type: multipart\/alternative;/);
    expect(mail.toString().match(/Content-Type: text\/(?:plain|html)/g)).toEqual([
      "Content-Type: text/plain",
      "Content-Type: text/html",
    ]);
  });

  it("is the same bytes for every attempt", async ({ expect }) => {
    const message = render(notification([alert()]));
    expect(mimeOf(message, undefined)).toEqual(mimeOf(message, undefined));
  });

  it("lets no label begin a header or end the head", async ({ expect }) => {
    const head = headOf(mimeOf(render(hostile), undefined));
    const names = [...head.matchAll(/^([A-Za-z-]+):/gm)].map(([, name]) => name);
    expect(names).toEqual([
      "From",
      "To",
      "Subject",
      "Date",
      "Message-ID",
      "In-Reply-To",
      "References",
      "Auto-Submitted",
      "X-Farwatch-Status",
      "Importance",
      "MIME-Version",
      "Content-Type",
    ]);
  });

  it("writes only lines that SMTP can carry", async ({ expect }) => {
    for (const { notification: sample } of samples) {
      const mail = mimeOf(render(sample), undefined);
      const lines = mail.toString("latin1").split("\r\n");
      // RFC 5322 section 2.1.1.
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
      expect(lines.join("")).not.toMatch(/[\r\n\0]/);
    }
  });

  it("shows the file's own From, To and Subject where it gives them", async ({ expect }) => {
    const headers = { Subject: "Alert", To: "list@example.com", From: "Wall <wall@example.com>" };
    const head = headOf(mimeOf(render(notification([alert()]), { headers }), undefined));
    expect(head).toContain("From: Wall <wall@example.com>\r\n");
    expect(head).toContain("To: list@example.com\r\n");
    expect(head).toContain("Subject: Alert\r\n");
    expect(head).not.toContain("ops@example.com");
  });
});
