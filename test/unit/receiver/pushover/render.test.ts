import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PushoverSettings } from "../../../../src/receiver/pushover/config.ts";
import {
  EMERGENCY,
  MAX_MESSAGE,
  MAX_TITLE,
  MAX_URL,
  type PushoverMessage,
  renderPushover,
} from "../../../../src/receiver/pushover/render.ts";
import type { NotifiedStatus, NotifyReason } from "../../../../src/receiver/receiver.ts";
import { anyNotification } from "../arbitrary.ts";
import { alert, context, huge, notification, samples } from "../samples.ts";

const settings: PushoverSettings = {
  user: { value: "u" },
  token: { value: "t" },
  http: { headers: [], followRedirects: true },
  retryMs: 60_000,
  expireMs: 3_600_000,
  ttlMs: 0,
};
const render = (group: Parameters<typeof renderPushover>[0], more: Partial<PushoverSettings> = {}) =>
  renderPushover(group, { ...settings, ...more }, context);
const lengthOf = (text: string) => Array.from(text).length;

function expectWithinLimits({ title, message, url = "", priority }: PushoverMessage): void {
  expect(lengthOf(title)).toBeLessThanOrEqual(MAX_TITLE);
  expect(title).not.toMatch(/[\n\u202e]/);
  expect(lengthOf(message)).toBeLessThanOrEqual(MAX_MESSAGE);
  // Pushover refuses empty ones.
  expect(message.trim()).not.toBe("");
  expect(url.length).toBeLessThanOrEqual(MAX_URL);
  expect([-2, -1, 0, 1, 2]).toContain(priority);
}

describe("renderPushover", () => {
  it.for(samples)("shows $name", ({ notification: group }) => {
    expect(render(group)).toMatchSnapshot();
  });

  it("keeps the limits of Pushover, whatever the alerts say", () => {
    fc.assert(fc.property(anyNotification, (group) => expectWithinLimits(render(group))));
    expectWithinLimits(render(huge));
  });

  const tell = (severity: string, status: NotifiedStatus, reason: NotifyReason, priority?: number) =>
    render(
      notification([alert({ status, labels: { alertname: "A", severity } })], { reason }),
      priority === undefined ? {} : { priority },
    );

  const loud: readonly (readonly [string, NotifiedStatus, NotifyReason, number, boolean])[] = [
    ["critical", "firing", "first notification", EMERGENCY, true],
    ["critical", "firing", "repeat interval elapsed", EMERGENCY, true],
    // Others of the group still fire: the emergency goes on, and this is no new one.
    ["critical", "firing", "some alerts resolved", 0, true],
    ["critical", "unknown", "alerts not renewed", 0, false],
    ["critical", "resolved", "all alerts resolved", 0, false],
    ["error", "firing", "new alerts added", 1, false],
    ["", "firing", "first notification", 1, false],
    ["warning", "firing", "first notification", 0, false],
    ["info", "firing", "first notification", -1, false],
    ["info", "resolved", "all alerts resolved", 0, false],
  ];
  it.for(loud)("%s %s because of %s has priority %i; an emergency goes on: %s", (row) => {
    const [severity, status, reason, priority, isEmergency] = row;
    expect(tell(severity, status, reason)).toMatchObject({ priority, isEmergency });
  });

  const own: readonly (readonly [number, NotifiedStatus, NotifyReason, number, boolean])[] = [
    [2, "firing", "first notification", 2, true],
    [2, "firing", "some alerts resolved", 0, true],
    [2, "resolved", "all alerts resolved", 0, false],
    [1, "firing", "first notification", 1, false],
    [-2, "firing", "first notification", -2, false],
    [-2, "resolved", "all alerts resolved", -2, false],
  ];
  it.for(own)("the entry's priority %i: %s because of %s has %i; an emergency goes on: %s", (row) => {
    const [priority, status, reason, want, isEmergency] = row;
    expect(tell("warning", status, reason, priority)).toMatchObject({ priority: want, isEmergency });
  });

  const linked = (runbook: string) =>
    render(notification([alert({ annotations: { runbook }, generatorURL: "https://b.example/" })]));
  const long = (length: number) => `https://a.example/${"r".repeat(length - 18)}`;

  it("links to the runbook", () => {
    expect(linked(long(MAX_URL))).toMatchObject({ url: long(MAX_URL), urlTitle: "Runbook" });
  });

  it(`links to the source where the runbook's link has more than ${MAX_URL} characters`, () => {
    expect(linked(long(MAX_URL + 1))).toMatchObject({ url: "https://b.example/", urlTitle: "Source" });
  });

  it("links to nothing where there is no link", () => {
    const bare = renderPushover(notification([alert({ annotations: {}, generatorURL: "" })]), settings, {
      ...context,
      externalUrl: "",
    });
    expect(bare).not.toHaveProperty("url");
    expect(bare).not.toHaveProperty("urlTitle");
  });
});
