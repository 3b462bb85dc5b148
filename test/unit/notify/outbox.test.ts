import { describe, it } from "vitest";
import {
  namesAlert,
  replaceRow,
  rowKey,
  rowPlace,
  sameContent,
  withoutAlerts,
} from "../../../src/notify/outbox.ts";
import { content, NOW, row } from "./rows.ts";

describe("replaceRow", () => {
  const failing = row({
    attempt: 4,
    nextAttemptAt: NOW + 8_000,
    firstDecidedAt: NOW - 60_000,
    changedAt: NOW - 70_000,
  });
  const newer = row({
    content: content({ resolved: ["a"] }),
    reason: "all alerts resolved",
    decidedAt: NOW + 5_000,
    firstDecidedAt: NOW + 5_000,
    changedAt: NOW + 4_000,
    nextAttemptAt: NOW + 5_000,
    undelivered: ["b"],
  });
  const put = replaceRow(failing, newer);

  it("is the new row itself where none waits", ({ expect }) => {
    expect(replaceRow(undefined, newer)).toBe(newer);
  });

  it("tells the newer state and nothing of the older one", ({ expect }) => {
    expect([put.content, put.reason, put.decidedAt]).toEqual([newer.content, newer.reason, newer.decidedAt]);
  });

  it("keeps the wait of the older one and does not lengthen it", ({ expect }) => {
    expect([put.nextAttemptAt, put.attempt]).toEqual([NOW + 8_000, 4]);
  });

  it("keeps a moment that has passed: the row is due at once", ({ expect }) => {
    expect(replaceRow(row({ nextAttemptAt: NOW - 1 }), newer).nextAttemptAt).toBe(NOW - 1);
  });

  it("counts the 24 hours from the oldest state that nobody heard", ({ expect }) => {
    expect(put.firstDecidedAt).toBe(NOW - 60_000);
  });

  it("measures the delivery from the oldest change", ({ expect }) => {
    expect(put.changedAt).toBe(NOW - 70_000);
    expect(replaceRow(row({ changedAt: NOW + 9_000 }), newer).changedAt).toBe(NOW + 4_000);
  });

  it("owes what either of them owes, each once", ({ expect }) => {
    expect(put.undelivered).toEqual(["a", "b"]);
    expect(replaceRow(failing, row()).undelivered).toEqual(["a"]);
  });

  it("is another version, so that a landing knows which one it carried", ({ expect }) => {
    expect(put.version).toBe(1);
    expect(replaceRow(put, newer).version).toBe(2);
  });
});

describe("sameContent", () => {
  const one = content({ firing: ["a", "b"], resolved: ["c"], unknown: ["d"] });
  const cases = [
    { name: "is true for the same lists", other: one, want: true },
    { name: "is true in another order", other: { ...one, firing: ["b", "a"] }, want: true },
    {
      name: "is true for a repeat of a part, which logs the same",
      other: { ...one, repeated: ["a"] },
      want: true,
    },
    { name: "is false with one more", other: { ...one, firing: ["a", "b", "e"] }, want: false },
    { name: "is false with another", other: { ...one, firing: ["a", "e"] }, want: false },
    {
      name: "is false when one moved to another status",
      other: { ...one, resolved: [], unknown: ["c", "d"] },
      want: false,
    },
  ];
  it.for(cases)("$name", ({ other, want }, { expect }) => {
    expect([sameContent(one, other), sameContent(other, one)]).toEqual([want, want]);
  });
});

describe("namesAlert", () => {
  const one = row({
    content: content({ firing: ["a"], resolved: ["b"], unknown: ["c"] }),
    undelivered: ["d"],
  });
  it.for([
    { alert: "a", because: "it tells it as firing", want: true },
    { alert: "b", because: "it tells its end", want: true },
    { alert: "c", because: "it tells it as not renewed", want: true },
    { alert: "d", because: "it owes its firing", want: true },
    { alert: "e", because: "it says nothing of it", want: false },
  ])("is $want for $alert: $because", ({ alert, want }, { expect }) => {
    expect(namesAlert(one, alert)).toBe(want);
  });
});

describe("withoutAlerts", () => {
  const one = row({
    content: content({ firing: ["a"], resolved: ["b"], unknown: ["c"] }),
    undelivered: ["a", "b"],
  });
  const cases = [
    { name: "keeps all others", gone: ["z"], want: one },
    {
      name: "drops the gone from every list",
      gone: ["a", "c"],
      want: { ...one, content: content({ resolved: ["b"] }), undelivered: ["b"] },
    },
    { name: "is nothing once no alert is left", gone: ["a", "b", "c"], want: undefined },
  ];
  it.for(cases)("$name", ({ gone, want }, { expect }) => {
    expect(withoutAlerts(one, new Set(gone))).toEqual(want);
  });

  it("is nothing once a repeat has nothing to repeat, though the log would hold more", ({ expect }) => {
    const repeat = row({ content: content({ firing: ["a", "b"], repeated: ["b"] }), undelivered: [] });
    expect(withoutAlerts(repeat, new Set(["b"]))).toBeUndefined();
    expect(withoutAlerts(repeat, new Set(["a"]))?.content).toEqual(
      content({ firing: ["b"], repeated: ["b"] }),
    );
  });
});

describe("rowPlace", () => {
  it.for([
    ["a", "r/slack/0"],
    // A stand-in's id holds the separator itself.
    ["r\u0000failover\u0000q", "r/slack/0"],
  ] as const)("says what the key of %j and %j names", ([groupId, integration], { expect }) => {
    expect(rowPlace(rowKey(groupId, integration))).toEqual({ groupId, integration });
  });
});

describe("rowKey", () => {
  it("tells groups and integrations apart whatever their names hold", ({ expect }) => {
    expect(rowKey("a", "b/c")).not.toBe(rowKey("a/b", "c"));
  });
});
