import { describe, it } from "vitest";
import { decide, type GroupContent } from "../../../src/notify/decide.ts";
import { EMPTY_ENTRY, type LogEntry } from "../../../src/notify/notification-log.ts";
import type { OutboxRow } from "../../../src/notify/outbox.ts";

const NOW = 1_000_000_000;
const HOUR = 3_600_000;

function group(over: Partial<GroupContent> = {}): GroupContent {
  return { firing: [], resolved: [], unknown: [], muted: false, isRenewed: () => true, ...over };
}

function entry(over: Partial<LogEntry> = {}): LogEntry {
  return { ...EMPTY_ENTRY, at: NOW - 60_000, ...over };
}

function row(over: Partial<OutboxRow> = {}): OutboxRow {
  return {
    delivery: 1,
    groupId: "g",
    integration: "chat/webhook/0",
    content: { firing: ["a"], resolved: [], unknown: [] },
    reason: "first notification",
    decidedAt: NOW,
    firstDecidedAt: NOW,
    changedAt: NOW,
    attempt: 0,
    nextAttemptAt: NOW,
    version: 0,
    undelivered: ["a"],
    ...over,
  };
}

const options = { sendResolved: true, repeatIntervalMs: 4 * HOUR, now: NOW };

describe("decide", () => {
  const cases = [
    {
      name: "stays quiet about a group whose alerts are all muted",
      group: group({ muted: true }),
      entry: entry({ firing: ["a"] }),
      want: "all alerts muted",
    },
    {
      name: "tells a first alert that is already stale",
      group: group({ unknown: ["a"] }),
      want: "first notification",
    },
    {
      name: "begins anew after all that it told has ended, as upstream does",
      group: group({ firing: ["a"] }),
      entry: entry({ resolved: ["b"] }),
      want: "first notification",
    },
    {
      name: "tells once that an alert was not renewed",
      group: group({ unknown: ["a"] }),
      entry: entry({ firing: ["a"] }),
      want: "alerts not renewed",
    },
    {
      name: "does not tell twice that an alert was not renewed",
      group: group({ unknown: ["a"] }),
      entry: entry({ unknown: ["a"] }),
      want: "nothing to tell",
    },
    {
      name: "tells an alert as new that comes back after it was not renewed",
      group: group({ firing: ["a"] }),
      entry: entry({ unknown: ["a"] }),
      want: "new alerts added",
    },
    {
      name: "tells the resolve of an alert that it was told as not renewed",
      group: group({ resolved: ["a"] }),
      entry: entry({ unknown: ["a"] }),
      want: "all alerts resolved",
    },
    {
      name: "does not call everything resolved while an alert is stale",
      group: group({ resolved: ["a"], unknown: ["b"] }),
      entry: entry({ firing: ["a"], unknown: ["b"] }),
      want: "some alerts resolved",
    },
    {
      name: "says nothing of a resolved alert that nobody heard of",
      group: group({ resolved: ["a"] }),
      want: "nothing to tell",
    },
    {
      name: "says nothing of a resolved alert that nobody heard of while a muted one is in the log",
      group: group({ resolved: ["b"] }),
      entry: entry({ firing: ["a"] }),
      want: "nothing to tell",
    },
    {
      name: "tells the end of an alert that it still owes",
      group: group({ resolved: ["a"] }),
      entry: entry({ at: 0, owed: ["a"] }),
      want: "all alerts resolved",
    },
    {
      name: "tells the end of an alert whose firing still waits",
      group: group({ resolved: ["a"] }),
      pending: row(),
      want: "all alerts resolved",
    },
    {
      name: "tells a late end even where resolves are not wanted",
      group: group({ resolved: ["a"] }),
      pending: row(),
      options: { sendResolved: false },
      want: "all alerts resolved",
    },
    {
      name: "tells a late end beside firing ones, though the log knows the alert as resolved from its time before",
      group: group({ firing: ["b"], resolved: ["a"] }),
      entry: entry({ firing: ["b"], resolved: ["a"], owed: ["a"] }),
      want: "some alerts resolved",
    },
    {
      name: "tells an alert that fires and that a lost message may have called resolved",
      group: group({ firing: ["a"] }),
      entry: entry({ firing: ["a"], doubted: ["a"] }),
      want: "new alerts added",
    },
    {
      name: "tells an alert that is stale and that a lost message may have called firing",
      group: group({ unknown: ["a"] }),
      entry: entry({ unknown: ["a"], doubted: ["a"] }),
      want: "alerts not renewed",
    },
    {
      name: "does not tell an end twice while others fire",
      group: group({ firing: ["b"], resolved: ["a"] }),
      entry: entry({ firing: ["b"], resolved: ["a"] }),
      want: "no change",
    },
    {
      name: "does not tell a resolve where resolves are not wanted",
      group: group({ resolved: ["a"] }),
      entry: entry({ firing: ["a"] }),
      options: { sendResolved: false },
      want: "resolves not wanted",
    },
    {
      name: "leaves a row alone that already says the same",
      group: group({ firing: ["a"] }),
      pending: row(),
      want: "already waiting",
    },
    {
      name: "does not repeat before the interval has passed",
      group: group({ firing: ["a"] }),
      entry: entry({ firing: ["a"], at: NOW - 4 * HOUR }),
      want: "no change",
    },
    {
      name: "repeats one millisecond after the interval",
      group: group({ firing: ["a"] }),
      entry: entry({ firing: ["a"], at: NOW - 4 * HOUR - 1 }),
      want: "repeat interval elapsed",
    },
    {
      name: "does not repeat what its sender has not renewed",
      group: group({ firing: ["a"], isRenewed: () => false }),
      entry: entry({ firing: ["a"], at: NOW - 5 * HOUR }),
      want: "not renewed since the last notification",
    },
  ];

  it.for(cases)("$name", (one, { expect }) => {
    const decision = decide(one.group, one.entry, one.pending, { ...options, ...one.options });
    expect(decision.reason).toBe(one.want);
  });

  it("repeats only the renewed alerts, and logs them all", ({ expect }) => {
    const content = group({
      firing: ["a", "b"],
      isRenewed: (fingerprint, since) => fingerprint === "b" && since > 0,
    });
    const decision = decide(content, entry({ firing: ["a", "b"], at: NOW - 5 * HOUR }), undefined, options);
    expect(decision).toMatchObject({ notify: true, content: { firing: ["a", "b"], repeated: ["b"] } });
  });
});

describe("a replay", () => {
  const toldA = entry({ firing: ["a"] });
  const replayed = { ...options, isReplay: true };
  const rows = [
    { name: "tells what was told", group: group({ firing: ["a"] }), want: "replayed" },
    { name: "tells what is not renewed", group: group({ unknown: ["a"] }), want: "replayed" },
    { name: "tells an end as an end", group: group({ resolved: ["a"] }), want: "all alerts resolved" },
    { name: "tells nothing that is muted", group: group({ muted: true }), want: "all alerts muted" },
    { name: "finds nothing to tell", group: group(), want: "nothing to tell" },
  ];
  it.for(rows)("$name", ({ group: now, want }, { expect }) => {
    expect(decide(now, toldA, undefined, replayed).reason).toBe(want);
  });

  it("that waits is neither decided twice nor taken back", ({ expect }) => {
    const waiting = row({ reason: "replayed" });
    expect(decide(group({ firing: ["a"] }), toldA, waiting, options).reason).toBe("already waiting");
    expect(decide(group({ firing: ["a", "b"] }), toldA, waiting, options)).toMatchObject({
      notify: true,
      reason: "replayed",
      content: { firing: ["a", "b"] },
    });
  });
});
