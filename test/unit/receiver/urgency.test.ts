import { describe, expect, it } from "vitest";
import type { NotifiedStatus, NotifyReason } from "../../../src/receiver/receiver.ts";
import { severityClass, urgencyOf } from "../../../src/receiver/urgency.ts";

describe("severityClass", () => {
  it.for([
    ["critical", "critical"],
    ["error", "error"],
    ["warning", "warning"],
    ["info", "info"],
    ["", "error"],
    ["page", "error"],
    ["news", "error"],
    ["__proto__", "error"],
  ] as const)("%j is %s", ([severity, want]) => {
    expect(severityClass(severity)).toBe(want);
  });
});

describe("urgencyOf a critical group", () => {
  const cases: readonly (readonly [NotifiedStatus, NotifyReason, string])[] = [
    ["firing", "first notification", "critical"],
    ["firing", "new alerts added", "critical"],
    ["firing", "repeat interval elapsed", "critical"],
    // Others of the group still fire, and whoever was woken knows of them.
    ["firing", "some alerts resolved", "news"],
    // It fires, and some of it is not renewed.
    ["firing", "alerts not renewed", "critical"],
    ["unknown", "alerts not renewed", "news"],
    ["resolved", "all alerts resolved", "news"],
  ];

  it.for(cases)("that is %s, told because of %s, is %s", ([status, reason, want]) => {
    expect(urgencyOf({ status, reason, severity: "critical" })).toBe(want);
  });
});
