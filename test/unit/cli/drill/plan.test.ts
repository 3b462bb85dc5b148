import { describe, it } from "vitest";
import { longestWait, planOf, waitOf } from "../../../../src/cli/drill/plan.ts";
import { DEFAULT_GROUP_INTERVAL_MS } from "../../../../src/dispatch/route.ts";

const labels = { alertname: "FarwatchDrill", severity: "critical", drill: "a" };
const SUNDAY = Date.parse("2026-11-22T10:00:00Z");

const routing = `
route:
  receiver: chat
  group_by: [alertname]
  routes:
    - matchers: ['severity="critical"']
      group_wait: 0s
      group_interval: 1m
      routes:
        - { receiver: pager, continue: true }
        - { receiver: chat, mute_time_intervals: [weekend] }
time_intervals:
  - { name: weekend, time_intervals: [{ weekdays: [saturday, sunday] }] }
receivers:
  - name: pager
    webhook_configs: [{ url: "https://a.test" }, { url: "https://b.test", send_resolved: false }]
  - name: chat
    slack_configs: [{ api_url: <secret>, channel: "#a", send_resolved: true }]
`;

function plan(text = routing, severity = "critical", at = SUNDAY) {
  const planned = planOf(text, { ...labels, severity }, at);
  if (!planned.ok) throw new Error(planned.error);
  return planned.value;
}

describe("planOf", () => {
  it("names each route that takes the alert, with its group, its waits, who wants the end, and what mutes it", ({
    expect,
  }) => {
    const groupKey = '{}/{severity="critical"}/{}:{alertname="FarwatchDrill"}';
    const waits = { groupKey, groupWaitMs: 0, groupIntervalMs: 60_000 };
    expect(plan()).toEqual([
      {
        receiver: "pager",
        ...waits,
        mutedBy: [],
        wantsEnd: new Map([
          ["pager/webhook/0", true],
          ["pager/webhook/1", false],
        ]),
      },
      { receiver: "chat", ...waits, mutedBy: ["weekend"], wantsEnd: new Map([["chat/slack/0", true]]) },
    ]);
  });

  it("is not muted when the interval does not hold", ({ expect }) => {
    const monday = plan(routing, "critical", SUNDAY + 86_400_000);
    expect(monday.map(({ mutedBy }) => mutedBy)).toEqual([[], []]);
  });

  it("takes the root's defaults where nothing else matches", ({ expect }) => {
    const [only, ...others] = plan(routing, "info");
    expect(others).toEqual([]);
    expect(only).toMatchObject({ receiver: "chat", groupWaitMs: 30_000, groupIntervalMs: 300_000 });
  });

  it("says what is wrong with a routing that it cannot read", ({ expect }) => {
    const text = "route: {receiver: a}\nreceivers: [{name: a, wechat_configs: [{}]}]\n";
    expect(planOf(text, labels, SUNDAY)).toEqual({
      ok: false,
      error: expect.stringContaining("Cannot use wechat_configs"),
    });
  });
});

describe("how long a route may wait", () => {
  const [route] = plan(routing, "info");
  const cases = [
    { name: "a group that may be there already: its next tick", phase: "firing", want: 300_000 },
    { name: "the end: the next tick", phase: "resolved", want: 300_000 },
  ] as const;
  it.for(cases)("$name", ({ phase, want }, { expect }) => {
    expect(route && waitOf(route, phase)).toBe(want);
  });

  it("is group_wait where that is longer", ({ expect }) => {
    const slow = { ...route, groupWaitMs: 600_000 } as NonNullable<typeof route>; // it is there: see above
    expect([waitOf(slow, "firing"), waitOf(slow, "resolved")]).toEqual([600_000, 300_000]);
  });

  it("is the longest of several, and the default of a routing that cannot be read", ({ expect }) => {
    expect(longestWait([...plan(routing, "info"), ...plan()], "resolved")).toBe(300_000);
    expect(longestWait(undefined, "firing")).toBe(DEFAULT_GROUP_INTERVAL_MS);
  });
});
