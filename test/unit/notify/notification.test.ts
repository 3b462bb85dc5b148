import { describe, it } from "vitest";
import type { Alert } from "../../../src/alert/alert.ts";
import { timestampOf, ZERO_TIME } from "../../../src/alert/timestamp.ts";
import { buildNotification, type NotificationParts } from "../../../src/notify/notification.ts";
import { alertOf, ended, HOUR, NOW, renewed } from "../alert/sources.ts";
import { content, entry, row } from "./rows.ts";

function stored(fingerprint: string, over: Partial<Alert> = {}): Alert {
  const labels = { alertname: "Down", job: "node", instance: fingerprint };
  return alertOf({ am: renewed(HOUR) }, { fingerprint, labels, annotations: { summary: "down" }, ...over });
}

const over = { status: "resolved", endsAt: timestampOf(NOW - 5_000) } as const;

function build(over: Partial<NotificationParts> = {}, alerts: readonly Alert[] = [stored("a"), stored("b")]) {
  return buildNotification({
    row: row({ decidedAt: NOW }),
    entry: undefined,
    receiver: "chat",
    groupKey: "{}:{}",
    groupLabels: { alertname: "Down" },
    alert: (fingerprint) => alerts.find((alert) => alert.fingerprint === fingerprint),
    ...over,
  });
}

describe("buildNotification", () => {
  it("carries the group, the reason and the moment of the decision", ({ expect }) => {
    const decided = row({ reason: "new alerts added", decidedAt: 42 });
    expect(build({ row: decided })).toMatchObject({
      receiver: "chat",
      groupKey: "{}:{}",
      groupLabels: { alertname: "Down" },
      reason: "new alerts added",
      decidedAt: 42,
      status: "firing",
    });
  });

  const statuses = [
    { name: "is firing while any alert fires", told: { firing: ["a"], resolved: ["b"] }, want: "firing" },
    {
      name: "is firing while any alert is unknown",
      told: { unknown: ["a"], resolved: ["b"] },
      want: "firing",
    },
    { name: "is resolved when all are", told: { resolved: ["a", "b"] }, want: "resolved" },
  ];
  it.for(statuses)("$name", ({ told, want }, { expect }) => {
    expect(build({ row: row({ content: content(told) }) }).status).toBe(want);
  });

  it("tells alerts in upstream's order, whatever order the row has", ({ expect }) => {
    const told = build({ row: row({ content: content({ firing: ["b"], resolved: ["a"] }) }) });
    expect(told.alerts.map(({ fingerprint, status }) => `${fingerprint} ${status}`)).toEqual([
      "a resolved",
      "b firing",
    ]);
  });

  it("says what all have in common", ({ expect }) => {
    const alerts = [stored("a"), stored("b", { annotations: { summary: "down", note: "x" } })];
    const told = build({ row: row({ content: content({ firing: ["a", "b"] }) }) }, alerts);
    expect([told.commonLabels, told.commonAnnotations]).toEqual([
      { alertname: "Down", job: "node" },
      { summary: "down" },
    ]);
  });

  it("repeats only what the row repeats, and calls the group firing all the same", ({ expect }) => {
    const repeat = row({
      content: content({ firing: ["a", "b"], repeated: ["b"] }),
      reason: "repeat interval elapsed",
    });
    const told = build({ row: repeat });
    expect(told.alerts.map(({ fingerprint }) => fingerprint)).toEqual(["b"]);
    expect([told.status, told.reason]).toEqual(["firing", "repeat interval elapsed"]);
  });

  it("holds to the row's verdicts, whatever became of the alerts since", ({ expect }) => {
    const told = build({}, [stored("a", over)]);
    expect(told.alerts).toMatchObject([{ status: "firing", endsAt: ZERO_TIME }]);
  });

  it("ends an alert that fires again by the moment at which its end was decided", ({ expect }) => {
    const told = build({ row: row({ content: content({ resolved: ["a"] }), decidedAt: NOW }) }, [
      stored("a"),
    ]);
    expect(told.alerts[0]?.endsAt).toBe(timestampOf(NOW).text);
  });

  it("ends a resolved one by its sender's word", ({ expect }) => {
    const told = build({ row: row({ content: content({ resolved: ["a"] }) }) }, [stored("a", over)]);
    expect(told.alerts[0]?.endsAt).toBe(over.endsAt.text);
  });

  it("says since when an alert was not renewed, and only of such a one", ({ expect }) => {
    const told = build({ row: row({ content: content({ firing: ["a"], unknown: ["b"] }) }) });
    expect(told.alerts.map(({ renewedAt }) => renewedAt)).toEqual([undefined, timestampOf(NOW - HOUR).text]);
  });

  it("does not take a resolve by another sender for a renewal", ({ expect }) => {
    const both = stored("a", {
      sources: new Map([
        ["one", renewed(HOUR)],
        ["two", ended(5)],
      ]),
    });
    const told = build({ row: row({ content: content({ unknown: ["a"] }) }) }, [both]);
    expect(told.alerts[0]?.renewedAt).toBe(timestampOf(NOW - HOUR).text);
  });

  const late = [
    { name: "is late when its firing was never told", log: undefined, status: "resolved", want: true },
    { name: "is late when its firing is owed", log: entry({ owed: ["a"] }), status: "resolved", want: true },
    {
      name: "is not late when its firing was told",
      log: entry({ firing: ["a"] }),
      status: "resolved",
      want: false,
    },
    {
      name: "is not late when it was told as not renewed",
      log: entry({ unknown: ["a"] }),
      status: "resolved",
      want: false,
    },
    { name: "is not late while it fires", log: undefined, status: "firing", want: false },
  ];
  it.for(late)("an end $name", ({ log, status, want }, { expect }) => {
    const told = build({ row: row({ content: content({ [status]: ["a"] }) }), entry: log });
    expect(told.alerts[0]?.late).toBe(want);
  });

  it("leaves out an alert that nobody stores any more", ({ expect }) => {
    const told = build({ row: row({ content: content({ firing: ["a", "gone"] }) }) });
    expect(told.alerts.map(({ fingerprint }) => fingerprint)).toEqual(["a"]);
  });
});
