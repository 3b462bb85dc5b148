import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8Length } from "../../../../src/alert/utf8.ts";
import type { PagerDutySettings } from "../../../../src/receiver/pagerduty/config.ts";
import {
  MAX_DETAILS_BYTES,
  MAX_EVENT_BYTES,
  MAX_FIELD,
  MAX_SUMMARY,
  type PagerDutyMessage,
  renderPagerDuty,
} from "../../../../src/receiver/pagerduty/render.ts";
import type { NotifyReason } from "../../../../src/receiver/receiver.ts";
import { anyNotification } from "../arbitrary.ts";
import { alert, context, HOSTILE, huge, notification, onInstance, resolved, samples } from "../samples.ts";

const settings: PagerDutySettings = {
  url: "https://events.pagerduty.com/v2/enqueue",
  routingKey: { value: "k" },
  http: { headers: [], followRedirects: true },
};
const render = (group: Parameters<typeof renderPagerDuty>[0], more: Partial<PagerDutySettings> = {}) =>
  renderPagerDuty(group, { ...settings, ...more }, context);
const withSeverity = (severity: string) => notification([alert({ labels: { alertname: "A", severity } })]);

function expectWithinLimits({ event }: PagerDutyMessage): void {
  const { summary, source, severity, class: kind = "", custom_details: details } = event.payload;
  // Key and dedup key are added to it.
  expect(utf8Length(JSON.stringify(event)) + 1_000).toBeLessThanOrEqual(MAX_EVENT_BYTES);
  expect(Array.from(summary).length).toBeLessThanOrEqual(MAX_SUMMARY);
  expect(summary).not.toBe("");
  expect(summary).not.toMatch(/[\n\u202e]/);
  expect(source).not.toBe("");
  expect(["critical", "error", "warning", "info"]).toContain(severity);
  for (const field of [source, kind]) expect(Array.from(field).length).toBeLessThanOrEqual(MAX_FIELD);
  expect(utf8Length(String(details["message"]))).toBeLessThanOrEqual(MAX_DETAILS_BYTES);
}

describe("renderPagerDuty", () => {
  it.for(samples)("shows $name", ({ notification: group }) => {
    expect(render(group)).toMatchSnapshot();
  });

  it("keeps the limits of PagerDuty, whatever the alerts say", () => {
    fc.assert(fc.property(anyNotification, (group) => expectWithinLimits(render(group))));
    expectWithinLimits(render(huge));
  });

  it("keeps them with the longest labels that are taken in, on every alert", () => {
    const labels = Object.fromEntries(
      Array.from({ length: 64 }, (_, i) => [`${'"'.repeat(4_000)}${i}`, '"🔥'.repeat(1_000)]),
    );
    const alerts = Array.from({ length: 60 }, (_, i) =>
      alert({ labels: { ...labels, instance: `${i}` }, annotations: { description: '"'.repeat(8_192) } }),
    );
    expectWithinLimits(render(notification(alerts)));
  });

  it.for([
    ["critical", "critical"],
    ["error", "error"],
    ["warning", "warning"],
    ["info", "info"],
    ["page", "error"],
    ["", "error"],
    [HOSTILE, "error"],
  ] as const)("gives an alert of severity %j the severity %s", ([severity, want]) => {
    expect(render(withSeverity(severity)).event.payload.severity).toBe(want);
  });

  it("lets the entry's own words stand in place of the alerts'", () => {
    const own = {
      client: "Edge",
      source: "lab",
      severity: "info",
      class: "x",
      component: "y",
      group: "z",
    } as const;
    const { event } = render(withSeverity("critical"), own);
    const { client, ...payload } = own;
    expect(event).toMatchObject({ client, payload });
  });

  it("names the instance as the source, else the host, else itself", () => {
    const sourceOf = (labels: Record<string, string>) =>
      render(notification([alert({ labels })])).event.payload.source;
    expect(sourceOf({ instance: "web-1", host: "bastion" })).toBe("web-1");
    expect(sourceOf({ host: "bastion" })).toBe("bastion");
    expect(sourceOf({})).toBe("Farwatch");
  });

  it("links to this edge's pages, unless the entry names others, and never to what is no link", () => {
    const urlOf = (clientUrl?: string) =>
      render(withSeverity("info"), clientUrl === undefined ? {} : { clientUrl }).event.client_url;
    expect(urlOf()).toBe("https://edge.example.com/");
    expect(urlOf("https://a.example/x")).toBe("https://a.example/x");
    expect(urlOf("javascript:alert(1)")).toBeUndefined();
  });

  it("counts what fires and what has ended, and hands the shared labels to PagerDuty's rules", () => {
    const group = notification([onInstance("a"), onInstance("b"), resolved()]);
    expect(render(group).event.payload.custom_details).toMatchObject({
      firing: 2,
      resolved: 1,
      labels: { alertname: "HighLatency", cluster: "home", job: "api", severity: "critical" },
    });
  });
});

describe("a message to PagerDuty is news", () => {
  const cases: readonly (readonly [NotifyReason, boolean])[] = [
    ["first notification", true],
    ["new alerts added", true],
    ["repeat interval elapsed", true],
    ["alerts not renewed", true],
    ["some alerts resolved", false],
  ];
  it.for(cases)("that is told because of %s: %s", ([reason, want]) => {
    expect(render(notification([alert()], { reason })).isNews).toBe(want);
  });

  it("not when all has ended, which is late where its firing was never told", () => {
    const over = (late: boolean) =>
      render(notification([resolved({ late })], { reason: "all alerts resolved" }));
    expect(over(false)).toMatchObject({ status: "resolved", isNews: false, isLate: false });
    expect(over(true)).toMatchObject({ status: "resolved", isNews: false, isLate: true });
  });
});
