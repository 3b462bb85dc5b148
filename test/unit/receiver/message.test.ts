import { describe, expect, it } from "vitest";
import { colourOf } from "../../../src/receiver/colour.ts";
import { renderConsole } from "../../../src/receiver/console/render.ts";
import {
  contentOf,
  MAX_DESCRIPTION_RUNES,
  MAX_LISTED_ALERTS,
  MAX_SHOWN_VALUE,
} from "../../../src/receiver/message.ts";
import { MAX_NAME_RUNES, MAX_NAMES, MAX_SUMMARY_RUNES, severityOf } from "../../../src/receiver/title.ts";
import { alert, context, notification, onInstance, resolved, samples } from "./samples.ts";

const contentOfAlerts = (...alerts: Parameters<typeof notification>[0]) =>
  contentOf(notification(alerts), context);
const named = (alertname: string, severity = "critical") => alert({ labels: { alertname, severity } });

describe("the message to a person", () => {
  it.for(samples)("tells of $name in plain text", ({ notification }) => {
    expect(renderConsole(notification, {}, context)).toMatchSnapshot();
  });
});

describe("the title", () => {
  const cases = [
    { name: "counts one", alerts: [alert()], want: "[FIRING:1] critical HighLatency: p99 latency is high" },
    {
      name: "counts each status, firing first",
      alerts: [resolved(), alert(), alert({ status: "unknown" })],
      want: "[FIRING:1 UNKNOWN:1 RESOLVED:1] critical HighLatency: p99 latency is high",
    },
    {
      name: "takes the first summary of many that differ",
      alerts: [
        alert(),
        onInstance("b", { annotations: { summary: "b" } }),
        onInstance("c", { annotations: { summary: "c" } }),
      ],
      want: "[FIRING:3] critical HighLatency: p99 latency is high (+2 more)",
    },
    {
      name: "takes the summary of what still fires",
      alerts: [resolved({ annotations: { summary: "gone" } }), alert({ annotations: { summary: "still" } })],
      want: "[FIRING:1 RESOLVED:1] critical HighLatency: still",
    },
    {
      name: "takes a message for want of a summary",
      alerts: [alert({ annotations: { message: "m" } })],
      want: "[FIRING:1] critical HighLatency: m",
    },
    {
      name: "does without a summary",
      alerts: [alert({ annotations: {} })],
      want: "[FIRING:1] critical HighLatency",
    },
    {
      name: "does without a severity",
      alerts: [alert({ labels: { alertname: "A" }, annotations: {} })],
      want: "[FIRING:1] A",
    },
    {
      name: "names the group for want of a name",
      alerts: [alert({ labels: {}, annotations: {} })],
      want: "[FIRING:1] HighLatency",
    },
    {
      name: "stays on one line",
      alerts: [alert({ annotations: { summary: "a\nb\u0000" } })],
      want: "[FIRING:1] critical HighLatency: a b",
    },
    {
      name: "shortens a long name",
      alerts: [alert({ labels: { alertname: "x".repeat(999) }, annotations: {} })],
      want: `[FIRING:1] ${"x".repeat(MAX_NAME_RUNES - 1)}…`,
    },
    { name: "has words for nothing at all", alerts: [], want: "[RESOLVED:0] HighLatency" },
  ];

  it.for(cases)("$name", ({ alerts, want }) => expect(contentOfAlerts(...alerts).title).toBe(want));

  it(`names ${MAX_NAMES} alerts and counts the others`, () => {
    const alerts = ["A", "B", "C", "D", "E"].map((name) =>
      alert({ labels: { alertname: name }, annotations: {} }),
    );
    expect(contentOfAlerts(...alerts).title).toBe("[FIRING:5] A, B, C +2 more");
  });

  it("has words for an alert of which nothing is known", () => {
    const nothing = notification([alert({ labels: {}, annotations: {} })], { groupLabels: {} });
    expect(contentOf(nothing, context).title).toBe("[FIRING:1] alert without a name");
  });
});

describe("severityOf", () => {
  const cases = [
    {
      name: "is the highest",
      alerts: [named("A", "info"), named("B", "critical"), named("C", "warning")],
      want: "critical",
    },
    { name: "counts what still fires alone", alerts: [named("A", "info"), resolved()], want: "info" },
    { name: "counts the resolved when all are", alerts: [resolved()], want: "critical" },
    {
      name: "keeps a word of the operator's own",
      alerts: [named("A", ""), named("B", "sev-2")],
      want: "sev-2",
    },
    { name: "is empty without any", alerts: [alert({ labels: {} })], want: "" },
  ];

  it.for(cases)("$name", ({ alerts, want }) => expect(severityOf(alerts)).toBe(want));
});

describe("contentOf", () => {
  it("tells once what all alerts share, and with each what differs", () => {
    const content = contentOfAlerts(onInstance("web-1"), onInstance("web-2", { generatorURL: "http://p/2" }));
    expect(content).toMatchObject({
      summary: "p99 latency is high",
      description: "99 % of requests took longer than 1 s for 5 minutes.",
      labels: ["cluster=home", "job=api"],
      runbook: "https://wiki.example.com/runbooks/HighLatency",
      source: undefined,
    });
    expect(content.alerts).toMatchObject([
      { labels: ["instance=web-1"], summary: "", description: "", runbook: undefined },
      { labels: ["instance=web-2"], source: "http://p/2" },
    ]);
  });

  it("lists firing alerts before unknown and these before resolved ones, each in the order given", () => {
    const { alerts } = contentOfAlerts(
      resolved({ labels: { i: "r" } }),
      alert({ status: "unknown", labels: { i: "u" } }),
      alert({ labels: { i: "1" } }),
      alert({ labels: { i: "2" } }),
    );
    expect(alerts.map(({ labels }) => labels[0])).toEqual(["i=1", "i=2", "i=u", "i=r"]);
  });

  it(`lists ${MAX_LISTED_ALERTS} alerts and counts the others`, () => {
    const { alerts, omitted } = contentOfAlerts(
      ...Array.from({ length: MAX_LISTED_ALERTS + 7 }, (_, i) => onInstance(`i${i}`)),
    );
    expect([alerts.length, omitted]).toEqual([MAX_LISTED_ALERTS, 7]);
  });

  it(`shows ${MAX_SHOWN_VALUE} characters of a label and marks the cut`, () => {
    const { labels } = contentOfAlerts(alert({ labels: { path: "x".repeat(999) } }));
    expect(labels).toEqual([`path=${"x".repeat(MAX_SHOWN_VALUE - 6)}…`]);
  });

  it("bounds what an alert says of itself", () => {
    const content = contentOfAlerts(
      alert({ annotations: { summary: "s".repeat(9999), description: "d\n".repeat(9999) } }),
    );
    expect([...content.summary].length).toBe(MAX_SUMMARY_RUNES);
    expect([...content.description].length).toBe(MAX_DESCRIPTION_RUNES);
  });

  it("reads labels that are named like an object's own members", () => {
    const { labels } = contentOfAlerts(alert({ labels: JSON.parse('{"constructor":"a","__proto__":"b"}') }));
    expect(labels).toEqual(["__proto__=b", "constructor=a"]);
  });

  it("is as fast for twenty thousand alerts as a message must be", () => {
    const alerts = Array.from({ length: 20_000 }, (_, i) => onInstance(`i${i}`));
    const group = notification(alerts);
    const start = performance.now();
    contentOf(group, context);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe("colourOf", () => {
  it("tells firing severities, unknown and resolved apart", () => {
    const colours = [
      colourOf({ status: "firing", severity: "critical" }),
      colourOf({ status: "firing", severity: "warning" }),
      colourOf({ status: "firing", severity: "info" }),
      colourOf({ status: "unknown", severity: "critical" }),
      colourOf({ status: "resolved", severity: "critical" }),
    ];
    expect(new Set(colours).size).toBe(5);
  });

  it("takes an unknown severity as seriously as critical", () => {
    expect(colourOf({ status: "firing", severity: "page" })).toBe(
      colourOf({ status: "firing", severity: "critical" }),
    );
  });
});
