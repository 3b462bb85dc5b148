import { describe, it } from "vitest";
import { compareAlerts, farewellOf } from "../../../src/watch/alert-changes.ts";
import { lastGoodStage } from "../../../src/watch/alert-words.ts";
import {
  CERTIFICATE_CRITICAL_MS,
  CERTIFICATE_WARNING_MS,
  nextAlertAt,
  ROLE_PROBE_PATIENCE_MS,
  type WatchAlert,
  type WatchView,
  wantedAlerts,
} from "../../../src/watch/alerts.ts";
import {
  armHeartbeat,
  evaluate,
  type HeartbeatState,
  ping,
  resolvedWatchdog,
} from "../../../src/watch/heartbeat.ts";
import { firstVerdict, type VerdictState } from "../../../src/watch/settle-verdict.ts";
import type { ProbeStanding } from "../../../src/watch/standing.ts";
import type { Verdict } from "../../../src/watch/verdict.ts";
import { alive, DAY, heartbeat, MINUTE, missing, SECOND, SOURCE, START, standing } from "./watched.ts";

const NOW = START + 10 * MINUTE;

function view(over: Partial<WatchView> = {}): WatchView {
  return { heartbeats: [], probes: [], verdict: undefined, timezone: "UTC", ...over };
}

const watched = (state: HeartbeatState, over: Parameters<typeof heartbeat>[0] = {}) => ({
  config: heartbeat({ name: state.name, ...over }),
  state,
});

function settled(verdict: Verdict, since = START): VerdictState {
  return { ...firstVerdict(START), verdict, since, why: "Because." };
}

const labelsOf = (of: WatchView, now = NOW) => wantedAlerts(of, now).map(({ labels }) => labels);
const namesOf = (of: WatchView, now = NOW) => labelsOf(of, now).map(({ alertname }) => alertname);
const only = (of: WatchView, now = NOW): WatchAlert => {
  const [alert, ...others] = wantedAlerts(of, now);
  if (alert === undefined || others.length > 0)
    throw new Error(`Not one alert: ${JSON.stringify(labelsOf(of))}`);
  return alert;
};

function drifting(): HeartbeatState {
  let state = alive(START);
  for (let i = 1; i <= 5; i++) state = ping(state, { at: START + i * 31_000, source: SOURCE, status: "ok" });
  return state;
}

describe("HeartbeatMissing", () => {
  const failed = ping(alive(START), { at: NOW, source: "cron", status: "fail", text: "disk full" });
  const cases: readonly (readonly [string, HeartbeatState, string, number])[] = [
    ["never_seen", evaluate(armHeartbeat(heartbeat(), START), NOW), "critical", START + 45_000],
    ["missed", missing(START), "critical", START + 45_000],
    ["resolved", resolvedWatchdog(alive(START), { at: START + 9, source: SOURCE }), "critical", START + 9],
    ["failed", failed, "critical", NOW],
    ["drifting", drifting(), "warning", START + 155_000],
  ];

  it.for(cases)("is raised for the reason %s", ([reason, state, severity, startsAt], { expect }) => {
    const alert = only(view({ heartbeats: [watched(state)] }));
    expect(alert.labels).toEqual({ alertname: "HeartbeatMissing", heartbeat: "watchdog", reason, severity });
    expect(alert.startsAt).toBe(startsAt);
  });

  it("is not raised while it waits, lives or is paused", ({ expect }) => {
    const paused = evaluate(alive(START), START + 1, "time_interval");
    const heartbeats = [watched(armHeartbeat(heartbeat(), START)), watched(alive(START)), watched(paused)];
    expect(namesOf(view({ heartbeats }))).toEqual([]);
  });

  it("takes labels and annotations of its configuration, but keeps its own names", ({ expect }) => {
    const labels = { severity: "warning", team: "infra", reason: "none", alertname: "X" };
    const config = { labels, annotations: { summary: "The box is quiet" } };
    const alert = only(view({ heartbeats: [watched(missing(START), config)] }));
    expect(alert.labels).toEqual({
      alertname: "HeartbeatMissing",
      heartbeat: "watchdog",
      reason: "missed",
      severity: "warning",
      team: "infra",
    });
    expect(alert.annotations["summary"]).toBe("The box is quiet");
  });

  it("names what was expected, the last ping, its source and the last good stage", ({ expect }) => {
    const { annotations } = only(view({ heartbeats: [watched(missing(START))] }));
    expect(annotations).toEqual({
      summary: "Heartbeat watchdog is missing",
      description:
        "A ping is expected every 15s, with a grace of 30s. Last ping: 2026-11-22 00:00:00 UTC from " +
        "alertmanager http://am:9093. Last good stage: not known: its sender has stopped, or what lies between it and Farwatch.",
    });
  });

  it("tells what a failing ping said", ({ expect }) => {
    expect(only(view({ heartbeats: [watched(failed)] })).annotations["description"]).toContain(
      "It said: disk full",
    );
  });

  it("says the same at any later moment, so that nothing is written for it", ({ expect }) => {
    const later = ping(drifting(), { at: START + 6 * 31_000, source: SOURCE, status: "ok" });
    const of = (state: HeartbeatState, now: number) =>
      wantedAlerts(view({ heartbeats: [watched(state)] }), now);
    expect(of(missing(START), NOW + DAY)).toEqual(of(missing(START), NOW));
    expect(of(later, NOW)).toEqual(of(drifting(), NOW));
  });
});

describe("the verdict", () => {
  const dead = watched(missing(START));
  const cases: readonly (readonly [string, Partial<WatchView>, readonly string[]])[] = [
    ["without a probe that has a role, HeartbeatMissing alone", { heartbeats: [dead] }, ["HeartbeatMissing"]],
    ["a page replaces it", { heartbeats: [dead], verdict: settled("BastionDown") }, ["BastionDown"]],
    ["while the verdict settles, neither", { heartbeats: [dead], verdict: settled("Healthy") }, []],
    [
      "other heartbeats tell of themselves",
      {
        heartbeats: [dead, watched(missing(START, { name: "backup" }), { bastion: false })],
        verdict: settled("BastionDown"),
      },
      ["BastionDown", "HeartbeatMissing"],
    ],
    [
      "one silent twin of a heartbeat that is alive tells of itself",
      { heartbeats: [dead, watched(alive(START, { name: "twin" }))], verdict: settled("Healthy") },
      ["HeartbeatMissing"],
    ],
    [
      "a slow one tells of itself while all is well",
      { heartbeats: [watched(drifting())], verdict: settled("Healthy") },
      ["HeartbeatMissing"],
    ],
    [
      "and not beside a page",
      { heartbeats: [watched(drifting())], verdict: settled("PrometheusDown") },
      ["PrometheusDown"],
    ],
  ];

  it.for(cases)("%s", ([, over, names], { expect }) => {
    expect(namesOf(view(over))).toEqual(names);
  });

  it("carries watch, severity and since when", ({ expect }) => {
    const alert = only(view({ heartbeats: [dead], verdict: settled("PrometheusDown", START + 50_000) }));
    expect(alert).toMatchObject({ startsAt: START + 50_000 });
    expect(alert.labels).toEqual({ alertname: "PrometheusDown", watch: "bastion", severity: "critical" });
  });

  it("takes the labels of the bastion heartbeat; WatchImpaired stays a warning all the same", ({
    expect,
  }) => {
    const heartbeats = [watched(alive(START), { labels: { severity: "emergency", team: "infra" } })];
    const severity = (verdict: Verdict) => labelsOf(view({ heartbeats, verdict: settled(verdict) }))[0];
    expect(severity("BastionUnreachable")).toMatchObject({ severity: "emergency", team: "infra" });
    expect(severity("WatchImpaired")).toMatchObject({ severity: "warning", team: "infra" });
  });

  it("carries all of its evidence", ({ expect }) => {
    const probes = [
      standing("box", "up", START),
      standing("prometheus", "down", START + 20_000),
      { ...standing("ui", "up", START), isPaused: true },
      standing(undefined, "down", START),
    ];
    const [alert] = wantedAlerts(
      view({ heartbeats: [dead], probes, verdict: settled("PrometheusDown") }),
      START + MINUTE,
    );
    expect(alert?.annotations).toEqual({
      summary: "Prometheus on Bastion is down",
      description: [
        "Because.",
        "Last good stage: the box.",
        "heartbeat watchdog: missed. Last ping: 2026-11-22 00:00:00 UTC from alertmanager http://am:9093.",
        "probe box (box): up since 2026-11-22 00:00:00 UTC",
        "probe prometheus (prometheus): down since 2026-11-22 00:00:20 UTC (connect: refused)",
        "probe ui (ui): paused",
      ].join("\n"),
    });
  });

  const stages = [
    [{ heartbeat: "alive", box: "down" }, "delivery to Farwatch: heartbeats arrive"],
    [{ box: "down" }, "none that we can see"],
    [{}, "none that we can see"],
    [{ box: "up" }, "the box"],
    [{ box: "up", prometheus: "down", alertmanager: "up" }, "the box"],
    [{ box: "up", prometheus: "up", alertmanager: "down" }, "Prometheus"],
    [{ box: "unknown", prometheus: "up", alertmanager: "up" }, "Alertmanager"],
    [{ heartbeat: "resolved", box: "up" }, "Alertmanager"],
  ] as const;

  it.for(stages)("of %o the last good stage is: %s", ([over, stage], { expect }) => {
    const none = { box: "none", prometheus: "none", alertmanager: "none", ui: "none" } as const;
    expect(lastGoodStage({ heartbeat: "missing", ...none, ...over })).toBe(stage);
  });
});

describe("ProbeFailed", () => {
  it("is raised for a probe without a role, as a warning unless its labels say otherwise", ({ expect }) => {
    const plain = standing(undefined, "down", START);
    const alert = only(view({ probes: [plain] }));
    expect(alert.labels).toEqual({ alertname: "ProbeFailed", probe: "website", severity: "warning" });
    expect(alert.startsAt).toBe(START);
    expect(alert.annotations["description"]).toContain("connect: refused");
    const shop = standing(undefined, "down", START, START, { labels: { severity: "critical" } });
    expect(only(view({ probes: [shop] })).labels).toMatchObject({ severity: "critical" });
  });

  it("is not raised for what is up, unknown, paused or has not run", ({ expect }) => {
    const probes = [
      standing(undefined, "up", START),
      standing(undefined, "unknown", START),
      standing(undefined, "none", START),
      { ...standing(undefined, "down", START), isPaused: true },
    ];
    expect(namesOf(view({ probes }))).toEqual([]);
  });

  it("is raised for a probe with a role that the verdict says nothing of, once that has settled", ({
    expect,
  }) => {
    const of = view({ probes: [standing("ui", "down", START)], verdict: settled("Healthy") });
    const edge = START + ROLE_PROBE_PATIENCE_MS;
    expect(namesOf(of, edge - 1)).toEqual([]);
    expect(namesOf(of, edge)).toEqual(["ProbeFailed"]);
    expect(nextAlertAt(of, START + 1)).toBe(edge);
    expect(namesOf({ ...of, verdict: settled("BastionDown") }, edge)).toEqual(["BastionDown"]);
  });
});

describe("CertificateExpiring", () => {
  const expiryAt = START + 100 * DAY;
  const certificate = { earliestExpiryAt: expiryAt, names: ["a.example.net"], issuer: "R11" };
  const seen = (at: number, over: Partial<ProbeStanding> = {}): WatchView => {
    const probe = standing("ui", "up", at, at, { labels: { severity: "info", team: "web" } });
    const report = probe.report && { ...probe.report, certificate };
    return view({ probes: [{ ...probe, report, ...over }] });
  };
  const cases = [
    ["on the thirtieth day", expiryAt - CERTIFICATE_WARNING_MS, []],
    ["under thirty days", expiryAt - CERTIFICATE_WARNING_MS + 1, ["warning"]],
    ["on the seventh day", expiryAt - CERTIFICATE_CRITICAL_MS, ["warning"]],
    ["under seven days", expiryAt - CERTIFICATE_CRITICAL_MS + 1, ["critical"]],
    ["after its end", expiryAt + DAY, ["critical"]],
  ] as const;

  it.for(cases)("%s: %o", ([, now, severities], { expect }) => {
    expect(labelsOf(seen(now), now).map(({ severity }) => severity)).toEqual(severities);
  });

  it("names the probe, and when the threshold was crossed", ({ expect }) => {
    const now = expiryAt - CERTIFICATE_CRITICAL_MS + 1;
    const alert = only(seen(now), now);
    expect(alert).toMatchObject({ labels: { probe: "ui", team: "web" }, startsAt: now - 1 });
    expect(alert.annotations["summary"]).toContain("2027-03-02");
    expect(nextAlertAt(seen(START), START)).toBe(expiryAt - CERTIFICATE_WARNING_MS + 1);
  });

  it("is not raised while its probe is paused", ({ expect }) => {
    expect(namesOf(seen(expiryAt, { isPaused: true }), expiryAt)).toEqual([]);
  });
});

describe("compareAlerts", () => {
  const alert = (name: string, text = ""): WatchAlert => ({
    labels: { alertname: name, watch: "bastion" },
    annotations: { description: text },
    startsAt: START,
  });
  const farewell = () => ({ description: "over" });

  it("resolves the old verdict and raises the new one in one", ({ expect }) => {
    const changes = compareAlerts([alert("PrometheusDown")], [alert("BastionDown")], farewell);
    expect(changes).toEqual({
      raise: [alert("BastionDown")],
      update: [],
      keep: [],
      resolve: [alert("PrometheusDown", "over")],
    });
  });

  it("keeps what is the same and updates what says something else", ({ expect }) => {
    const changes = compareAlerts([alert("A"), alert("B", "x")], [alert("B", "y"), alert("A")], farewell);
    expect(changes).toEqual({ raise: [], update: [alert("B", "y")], keep: [alert("A")], resolve: [] });
  });
});

describe("farewellOf", () => {
  const end = (before: WatchView, after: WatchView, now = NOW) =>
    farewellOf(only(before, now), after, now)["description"];
  const dead = view({ heartbeats: [watched(missing(START))] });
  const back = ping(missing(START), { at: START + 200_000, source: SOURCE, status: "ok" });

  it("of a heartbeat says how long the silence was, and leaves the summary", ({ expect }) => {
    expect(farewellOf(only(dead), view({ heartbeats: [watched(back)] }), NOW)).toEqual({
      summary: "Heartbeat watchdog is missing",
      description:
        "A ping from alertmanager http://am:9093 arrived at 2026-11-22 00:03:20 UTC. It was silent for 3m, since 2026-11-22 00:00:00 UTC.",
    });
  });

  const failed = ping(missing(START), { at: START + MINUTE, source: "cron", status: "fail" });
  const paused = evaluate(missing(START), START + MINUTE, "time_interval");
  const drift = view({ heartbeats: [watched(drifting())] });
  const calm = view({ heartbeats: [watched(alive(START))] });
  const repaired = ping(failed, { at: START + 2 * MINUTE, source: "cron", status: "ok" });
  const probeDown = view({ probes: [standing(undefined, "down", START)] });
  const verdictDown = view({ heartbeats: [watched(missing(START))], verdict: settled("BastionDown") });
  const cases: readonly (readonly [string, WatchView, WatchView, RegExp])[] = [
    ["a heartbeat that is gone", dead, view(), /no longer configured/],
    [
      "a heartbeat that is paused",
      dead,
      view({ heartbeats: [watched(paused)] }),
      /paused by a time interval/,
    ],
    [
      "a heartbeat that now fails",
      dead,
      view({ heartbeats: [watched(failed)] }),
      /silent for 1m, .*reports a failure/,
    ],
    [
      "one that failed",
      view({ heartbeats: [watched(failed)] }),
      view({ heartbeats: [watched(repaired)] }),
      /It had failed for 1m/,
    ],
    ["one that a verdict takes over", dead, verdictDown, /told of as BastionDown/],
    ["one that was slow", drift, calm, /come in time again/],
    [
      "a probe that is up",
      probeDown,
      view({ probes: [standing(undefined, "up", START + MINUTE)] }),
      /up again after 1m/,
    ],
    [
      "a probe that nobody can run",
      probeDown,
      view({ probes: [standing(undefined, "unknown", START)] }),
      /can no longer look/,
    ],
    ["a probe that is gone", probeDown, view(), /no longer configured/],
    [
      "a verdict that changes",
      verdictDown,
      view({ verdict: settled("PrometheusDown") }),
      /now PrometheusDown\. Because\. BastionDown lasted 10m/,
    ],
    ["a verdict without roles", verdictDown, view(), /no verdict/],
    [
      "a verdict that is over",
      verdictDown,
      view({ heartbeats: [watched(back)], verdict: settled("Healthy") }),
      /Because\. .* silent for 3m, .* BastionDown lasted 10m\./,
    ],
  ];

  it.for(cases)("of %s", ([, before, after, text], { expect }) => {
    expect(end(before, after)).toMatch(text);
  });

  it("of a certificate names the new end", ({ expect }) => {
    const of = (expiryAt: number) => {
      const probe = standing(undefined, "up", NOW);
      const certificate = { earliestExpiryAt: expiryAt, names: [], issuer: "" };
      return view({ probes: [{ ...probe, report: probe.report && { ...probe.report, certificate } }] });
    };
    expect(end(of(NOW + DAY), of(Date.UTC(2027, 5, 1)))).toMatch(/ends at 2027-06-01/);
  });
});

it("a heartbeat that is on its last second is still nobody's alert", ({ expect }) => {
  const state = evaluate(alive(START), START + 45 * SECOND);
  expect(namesOf(view({ heartbeats: [watched(state)] }))).toEqual([]);
});
