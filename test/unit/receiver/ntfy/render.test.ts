import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8Length } from "../../../../src/alert/utf8.ts";
import {
  MAX_JSON_BYTES,
  MAX_LINK,
  MAX_MESSAGE_BYTES,
  MAX_TITLE,
  type NtfyMessage,
  renderNtfy,
} from "../../../../src/receiver/ntfy/render.ts";
import type { NotifiedStatus, NotifyReason } from "../../../../src/receiver/receiver.ts";
import { anyNotification } from "../arbitrary.ts";
import { alert, context, huge, notification, onInstance, samples } from "../samples.ts";

const render = (group: Parameters<typeof renderNtfy>[0]) => renderNtfy(group, {}, context);
/** What the server reads: twice the limit of a message (server/server.go). */
const SERVER_JSON_BYTES = 2 * 4_096;

function expectWithinLimits(message: NtfyMessage): void {
  expect(utf8Length(message.message)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  expect(message.message.trim()).not.toBe("");
  expect(Array.from(message.title).length).toBeLessThanOrEqual(MAX_TITLE);
  expect(message.title).not.toMatch(/[\n\u202e]/);
  expect(utf8Length(JSON.stringify(message))).toBeLessThanOrEqual(MAX_JSON_BYTES);
  expect(utf8Length(JSON.stringify({ topic: "t".repeat(64), ...message }))).toBeLessThanOrEqual(
    SERVER_JSON_BYTES,
  );
  expect(message.actions?.length ?? 0).toBeLessThanOrEqual(3);
}

describe("renderNtfy", () => {
  it.for(samples)("shows $name", ({ notification: group }) => {
    expect(render(group)).toMatchSnapshot();
  });

  it("keeps the limits of ntfy, whatever the alerts say", () => {
    fc.assert(fc.property(anyNotification, (group) => expectWithinLimits(render(group))));
    expectWithinLimits(render(huge));
  });

  it.for(['"', "\\", "\n.", "🔥", "é"])("keeps them where every character is %j", (sign) => {
    const link = `https://a.example/${"x".repeat(MAX_LINK - 18)}`;
    const summary = sign.repeat(400);
    const alerts = Array.from({ length: 30 }, (_, i) =>
      onInstance(`${i}${sign.repeat(100)}`, {
        annotations: { summary, description: sign.repeat(4_000), runbook: link },
        generatorURL: link,
      }),
    );
    expectWithinLimits(render(notification(alerts)));
  });

  it(`stays below the length at which a message becomes an attachment, ${MAX_MESSAGE_BYTES + 1} bytes`, () => {
    const alerts = Array.from({ length: 50 }, (_, i) => onInstance(`web-${i}`));
    const { message } = render(notification(alerts));
    expect(MAX_MESSAGE_BYTES).toBe(4_095);
    expect(utf8Length(message)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    const many = render(notification([...alerts, ...alerts, ...alerts])).message;
    expect(many).toMatch(/\n\+\d+ more\n/);
  });

  const tell = (severity: string, status: NotifiedStatus, reason: NotifyReason) =>
    render(notification([alert({ status, labels: { alertname: "A", severity } })], { reason }));
  const loud: readonly (readonly [string, NotifiedStatus, NotifyReason, number, string])[] = [
    ["critical", "firing", "first notification", 5, "rotating_light"],
    ["critical", "firing", "repeat interval elapsed", 5, "rotating_light"],
    ["critical", "firing", "some alerts resolved", 3, "rotating_light"],
    ["critical", "unknown", "alerts not renewed", 3, "grey_question"],
    ["critical", "resolved", "all alerts resolved", 3, "white_check_mark"],
    ["error", "firing", "new alerts added", 4, "rotating_light"],
    ["", "firing", "first notification", 4, "rotating_light"],
    ["warning", "firing", "first notification", 3, "warning"],
    ["info", "firing", "first notification", 2, "information_source"],
    ["info", "resolved", "all alerts resolved", 3, "white_check_mark"],
  ];
  it.for(loud)("%s %s because of %s has priority %i and %s", ([severity, status, reason, priority, tag]) => {
    expect(tell(severity, status, reason)).toMatchObject({ priority, tags: [tag] });
  });

  it("opens the runbook at a tap, and has it and the source as buttons", () => {
    expect(render(notification([alert()]))).toMatchObject({
      click: "https://wiki.example.com/runbooks/HighLatency",
      actions: [
        { action: "view", label: "Runbook", url: "https://wiki.example.com/runbooks/HighLatency" },
        { action: "view", label: "Source", url: "http://bastion:9090/graph?g0.expr=latency%3E1&g0.tab=1" },
      ],
    });
  });

  it(`leaves out a link of more than ${MAX_LINK} characters`, () => {
    const long = (length: number) => `https://a.example/${"r".repeat(length - 18)}`;
    const linked = (runbook: string) =>
      render(notification([alert({ annotations: { runbook }, generatorURL: "https://b.example/" })]));
    expect(linked(long(MAX_LINK)).click).toBe(long(MAX_LINK));
    expect(linked(long(MAX_LINK + 1))).toMatchObject({
      click: "https://b.example/",
      actions: [{ label: "Source" }],
    });
  });

  it("has neither tap nor buttons where there is no link", () => {
    const bare = renderNtfy(
      notification([alert({ annotations: {}, generatorURL: "" })]),
      {},
      { ...context, externalUrl: "" },
    );
    expect(Object.keys(bare)).toEqual(["title", "priority", "tags", "message"]);
  });
});
