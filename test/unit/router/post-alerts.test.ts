import { describe, it } from "vitest";
import { LEASE_WRITE_SHARE, MAX_API_SLACK_MS, WAKE_GRACE_MS } from "../../../src/alert/lease.ts";
import { parsePostable } from "../../../src/alert/postable.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";
import { apiSenderOf, renewPosted } from "../../../src/router/post-alerts.ts";
import { config, firing, HOUR, MINUTE, resolved, SECOND, Simulation, START, summary } from "./simulation.ts";
import { WATCHDOG, WatchedSimulation, watchdog, watching } from "./watch-scene.ts";

const A = { alertname: "Down", instance: "a" };
const chat = "chat/webhook/0";
const RESOLVE_TIMEOUT = config().resolveTimeoutMs;
const old = iso(START - MINUTE);

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** As Prometheus posts a firing alert: an end four minutes ahead, moved on with each post. */
function prometheus(simulation: Simulation, identity?: string, over: object = {}): void {
  const alert = {
    labels: A,
    annotations: { summary: "s" },
    startsAt: old,
    endsAt: iso(simulation.now + 4 * MINUTE),
  };
  simulation.postToApi([{ ...alert, ...over }], identity);
}

const told = (simulation: Simulation) =>
  simulation.toldTo(chat).map((one) => `${one.reason}: ${summary(one)}`);
const alertIn = ({ state }: Simulation) => state.identify(A).alert;
const FIRST = "first notification: firing a";
const OVER = "all alerts resolved: resolved a";

describe("an alert posted to the API", () => {
  it("is told, from the start that it names", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.advance(SECOND);
    expect(told(simulation)).toEqual([FIRST]);
    expect(simulation.toldTo(chat)[0]?.alerts[0]).toMatchObject({
      startsAt: old,
      annotations: { summary: "s" },
    });
  });

  it("is resolved when its end passes, at that end, and not called unknown", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.advance(4 * MINUTE - 1);
    expect(alertIn(simulation)?.status).toBe("firing");
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual([FIRST, OVER]);
    expect(simulation.toldTo(chat)[1]?.alerts[0]?.endsAt).toBe(iso(START + 4 * MINUTE));
    expect(simulation.store.alerts.size).toBe(0);
  });

  it("without an end lasts for resolve_timeout from each post", ({ expect }) => {
    const simulation = new Simulation();
    simulation.postToApi([{ labels: A }]);
    simulation.advance(RESOLVE_TIMEOUT - SECOND);
    simulation.postToApi([{ labels: A }]);
    simulation.advance(RESOLVE_TIMEOUT - 1);
    expect(alertIn(simulation)).toMatchObject({ status: "firing", startsAt: { ms: START } });
    simulation.advance(1);
    expect(alertIn(simulation)?.status).toBe("resolved");
  });

  it("that names an end and no start begins at that end, even while it lies ahead", ({ expect }) => {
    const simulation = new Simulation();
    const endsAt = "2026-01-01T02:05:00+02:00";
    simulation.postToApi([{ labels: A, endsAt }]);
    expect(alertIn(simulation)).toMatchObject({ status: "firing", startsAt: { text: endsAt } });
  });

  it("is resolved by an end that has passed, whose text is kept", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.advance(MINUTE);
    prometheus(simulation, "prometheus", { endsAt: "2026-01-01T00:00:30.123456789Z" });
    simulation.advance(6 * MINUTE);
    expect(told(simulation)).toEqual([FIRST, OVER]);
    expect(simulation.toldTo(chat)[1]?.alerts[0]?.endsAt).toBe("2026-01-01T00:00:30.123456789Z");
  });

  it("that nobody has heard of firing needs no farewell", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation, "prometheus", { endsAt: iso(START - SECOND) });
    expect([simulation.state.alerts.size, simulation.store.writes]).toEqual([0, 0]);
  });

  it("repeats as upstream does, whether or not anybody renewed it since", ({ expect }) => {
    const simulation = new Simulation();
    simulation.postToApi([{ labels: A, startsAt: old, endsAt: iso(START + 9 * HOUR) }]);
    simulation.advance(9 * HOUR - SECOND);
    expect(told(simulation)).toEqual([FIRST, ...Array(2).fill("repeat interval elapsed: firing a")]);
  });

  it("is counted as received, fires or not", ({ expect }) => {
    const simulation = new Simulation();
    simulation.postToApi([{ labels: A }, { labels: { b: "c" }, endsAt: old }]);
    expect(simulation.events).toContainEqual({ type: "received", firing: 1, resolved: 1 });
  });

  it("reports a clock that is ahead by its start, never by its end", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    const skews = () => simulation.events.filter(({ type }) => type === "clock_skew");
    expect(skews()).toEqual([]);
    prometheus(simulation, "prometheus", { startsAt: iso(START + MINUTE) });
    expect(skews()).toMatchObject([{ sender: apiSenderOf("prometheus"), seconds: 60 }]);
  });
});

describe("merging with what the same sender said", () => {
  const at = (seconds: number) => iso(START + seconds * SECOND);
  const rows = [
    {
      name: "keeps the earlier start",
      first: [-60, 300],
      next: [10, 360],
      want: { startsAt: at(-60), end: 360 },
    },
    {
      name: "takes an earlier start",
      first: [-60, 300],
      next: [-90, 360],
      want: { startsAt: at(-90), end: 360 },
    },
    {
      name: "keeps a later end that was named",
      first: [-60, 900],
      next: [-60, 360],
      want: { startsAt: at(-60), end: 900 },
    },
    {
      name: "shortens no named end by a timeout",
      first: [-60, 900],
      next: [-60, undefined],
      want: { startsAt: at(-60), end: 900 },
    },
    {
      name: "takes a named end in place of a timeout",
      first: [-60, undefined],
      next: [-60, 120],
      want: { startsAt: at(-60), end: 120 },
    },
    {
      name: "begins anew where the old one had ended",
      first: [-60, 5],
      next: [8, 360],
      want: { startsAt: at(8), end: 360 },
    },
  ] as const;
  it.for(rows)("$name", ({ first, next, want }, { expect }) => {
    const simulation = new Simulation();
    for (const [index, [start, end]] of [first, next].entries()) {
      simulation.advance(index * 10 * SECOND);
      const endsAt = end === undefined ? undefined : at(end);
      simulation.postToApi([{ labels: A, startsAt: at(start), endsAt }]);
    }
    const [source] = alertIn(simulation)?.sources.values() ?? [];
    expect(alertIn(simulation)?.startsAt.text).toBe(want.startsAt);
    expect(source?.leaseEndsAt).toBe(START + want.end * SECOND);
  });

  it("takes the word of the last for a pair with one certificate", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    prometheus(simulation, "prometheus", { startsAt: iso(START - HOUR), endsAt: iso(START) });
    expect(alertIn(simulation)).toMatchObject({ status: "resolved", startsAt: { ms: START - HOUR } });
  });
});

describe("several senders", () => {
  it("keep an alert firing while either says so", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation, "one");
    prometheus(simulation, "two");
    prometheus(simulation, "one", { endsAt: iso(START) });
    expect(alertIn(simulation)?.status).toBe("firing");
    simulation.advance(5 * MINUTE);
    expect(alertIn(simulation)?.status).toBe("resolved");
  });

  it("of both doors are two, even with one certificate", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A, START - MINUTE)], { sender: "one" });
    prometheus(simulation, "one", { endsAt: iso(START) });
    simulation.advance(HOUR);
    expect(alertIn(simulation)?.status).toBe("firing");
    expect(told(simulation)).toEqual([FIRST]);
    simulation.post([resolved(A, START - MINUTE)], { sender: "one" });
    simulation.advance(10 * MINUTE);
    expect(told(simulation)).toEqual([FIRST, OVER]);
  });
});

describe("what a post costs", () => {
  it("is nothing while only the end moves on, within a quarter of the lease", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.advance(SECOND);
    const before = simulation.store.writes;
    for (let i = 0; i < 58; i += 1) {
      simulation.advance(SECOND);
      prometheus(simulation);
    }
    expect(simulation.store.writes).toBe(before);
    expect(59 * SECOND).toBeLessThan(4 * MINUTE * LEASE_WRITE_SHARE);
    simulation.advance(2 * SECOND);
    prometheus(simulation);
    expect(simulation.store.writes).toBe(before + 1);
  });

  const free = [
    { name: "the start in another form", over: { startsAt: "2026-01-01T00:59:00+01:00" } },
    { name: "labels in another order", over: { labels: { instance: "a", alertname: "Down" } } },
    { name: "an empty label more", over: { labels: { ...A, none: "" } } },
  ];
  it.for(free)("is nothing with $name", ({ over }, { expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.advance(SECOND);
    const before = simulation.store.writes;
    prometheus(simulation, "prometheus", over);
    expect(simulation.store.writes).toBe(before);
  });

  it("is nothing for a sender that is not in UTC, and one row when it moves", ({ expect }) => {
    const simulation = new Simulation();
    const inBerlin = () => timestampOf(simulation.now + 4 * MINUTE, "+01:00").text;
    const writesOf = (endsAt: string) => {
      simulation.advance(SECOND);
      const before = simulation.store.writes;
      prometheus(simulation, "prometheus", { endsAt });
      return simulation.store.writes - before;
    };
    prometheus(simulation, "prometheus", { endsAt: inBerlin() });
    simulation.advance(SECOND);
    expect([writesOf(inBerlin()), writesOf(iso(simulation.now + 4 * MINUTE)), writesOf(inBerlin())]).toEqual([
      0, 1, 1,
    ]);
  });

  it("is nothing for an end that is told again, as Prometheus does for a quarter of an hour", ({
    expect,
  }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.advance(MINUTE);
    prometheus(simulation, "prometheus", { endsAt: iso(START + 30 * SECOND) });
    const before = simulation.store.writes;
    prometheus(simulation, "prometheus", { endsAt: iso(START + 30 * SECOND) });
    expect(simulation.store.writes).toBe(before);
    simulation.advance(10 * MINUTE);
    const after = simulation.store.writes;
    prometheus(simulation, "prometheus", { endsAt: iso(START + 30 * SECOND) });
    expect([simulation.store.writes, simulation.store.alerts.size]).toEqual([after, 0]);
  });

  it("is nothing under an end that was named far ahead, and MAX_API_SLACK_MS is all that it may lag", ({
    expect,
  }) => {
    const simulation = new Simulation();
    const endsAt = iso(START + 48 * HOUR);
    simulation.postToApi([{ labels: A, startsAt: old, endsAt }]);
    simulation.advance(SECOND);
    const before = simulation.store.writes;
    prometheus(simulation, "prometheus", { annotations: {} });
    expect(simulation.store.writes).toBe(before);
    const later = (ms: number) => ({ labels: A, startsAt: old, endsAt: iso(START + 48 * HOUR + ms) });
    simulation.postToApi([later(MAX_API_SLACK_MS)]);
    expect(simulation.store.writes).toBe(before);
    simulation.postToApi([later(MAX_API_SLACK_MS + 1)]);
    expect(simulation.store.writes).toBe(before + 1);
  });

  const changes = [
    { name: "another annotation", over: { annotations: { summary: "t" } } },
    { name: "another link", over: { generatorURL: "http://p" } },
    { name: "an earlier start", over: { startsAt: iso(START - HOUR) } },
  ];
  it.for(changes)("is one row for $name", ({ over }, { expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.advance(SECOND);
    const before = simulation.store.writes;
    prometheus(simulation, "prometheus", over);
    expect(simulation.store.writes).toBe(before + 1);
  });
});

describe("a post that needs no commit", () => {
  const posted = (over: object = {}) => ({
    labels: A,
    annotations: { summary: "s" },
    startsAt: old,
    endsAt: iso(START + 4 * MINUTE + SECOND),
    ...over,
  });
  const isRepeat = (simulation: Simulation, alerts: readonly object[], identity = "prometheus") => {
    const parsed = parsePostable(JSON.stringify(alerts), (labels) => simulation.state.find(labels));
    return parsed.ok && renewPosted(simulation.state, identity, parsed.value, simulation.now);
  };
  const known = (simulation = new Simulation()) => {
    prometheus(simulation);
    simulation.advance(SECOND);
    return simulation;
  };

  it("is one that only moves ends on", ({ expect }) => {
    const simulation = known();
    const received = simulation.events.length;
    expect(isRepeat(simulation, [posted()])).toBe(true);
    expect(alertIn(simulation)?.sources.get(apiSenderOf("prometheus"))?.leaseEndsAt).toBe(
      START + 4 * MINUTE + SECOND,
    );
    expect(simulation.events.slice(received)).toEqual([{ type: "received", firing: 1, resolved: 0 }]);
  });

  const others = [
    { name: "another start", alerts: [posted({ startsAt: iso(START - HOUR) })] },
    { name: "another annotation", alerts: [posted({ annotations: { summary: "t" } })] },
    { name: "its end", alerts: [posted({ endsAt: iso(START) })] },
    { name: "an end that must be written", alerts: [posted({ endsAt: iso(START + HOUR) })] },
    { name: "a new alert beside it", alerts: [posted(), posted({ labels: { ...A, instance: "b" } })] },
    { name: "one that is refused beside it", alerts: [posted(), posted({ labels: { "": "x" } })] },
  ];
  it.for(others)("is none with $name, and then nothing is counted yet", ({ alerts }, { expect }) => {
    const simulation = known();
    const received = simulation.events.length;
    expect(isRepeat(simulation, alerts)).toBe(false);
    expect(simulation.events).toHaveLength(received);
  });

  it("is none of another sender", ({ expect }) => {
    expect(isRepeat(known(), [posted()], "another")).toBe(false);
  });

  it("is none once a heartbeat was made of it", ({ expect }) => {
    const simulation = new Simulation();
    const alert = { labels: WATCHDOG, endsAt: iso(START + HOUR) };
    simulation.postToApi([alert]);
    expect(isRepeat(simulation, [alert])).toBe(true);
    simulation.restart(0, watching([watchdog()]));
    expect(isRepeat(simulation, [alert])).toBe(false);
  });
});

describe("after a wake", () => {
  it("an alert whose renewals lived in memory alone is not resolved", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.advance(MINUTE - SECOND);
    prometheus(simulation);
    // Its written end is that of the first post; a minute more was promised.
    simulation.restart(4 * MINUTE - SECOND);
    expect(alertIn(simulation)?.status).toBe("firing");
  });

  it("an alert has WAKE_GRACE_MS for its sender to renew it, and is resolved then", ({ expect }) => {
    const simulation = new Simulation();
    prometheus(simulation);
    simulation.restart(HOUR);
    simulation.advance(WAKE_GRACE_MS - 1);
    expect(alertIn(simulation)?.status).toBe("firing");
    simulation.advance(1);
    expect(alertIn(simulation)?.status).toBe("resolved");
  });

  it("an end that was named for days ahead holds to within MAX_API_SLACK_MS", ({ expect }) => {
    const simulation = new Simulation();
    simulation.postToApi([{ labels: A, endsAt: iso(START + 48 * HOUR) }]);
    simulation.restart(HOUR);
    simulation.advance(47 * HOUR + MAX_API_SLACK_MS - 1);
    expect(alertIn(simulation)?.status).toBe("firing");
    simulation.advance(1);
    expect(alertIn(simulation)?.status).toBe("resolved");
  });
});

describe("a Watchdog posted to the API", () => {
  it("renews its heartbeat, by name of the sender, and is stored nowhere", ({ expect }) => {
    const simulation = new WatchedSimulation(watching([watchdog()]));
    simulation.advance(SECOND);
    simulation.postToApi([{ labels: WATCHDOG }, { labels: A }]);
    expect(simulation.state.watch.heartbeats[0]).toMatchObject({
      status: "alive",
      source: apiSenderOf("prometheus"),
    });
    expect([...simulation.state.alerts.values()].map(({ labels }) => labels)).toEqual([A]);
  });

  it("that was an alert before it was a heartbeat is resolved", ({ expect }) => {
    const simulation = new Simulation();
    const endsAt = iso(START + HOUR);
    simulation.postToApi([{ labels: WATCHDOG, endsAt }]);
    simulation.restart(0, watching([watchdog()]));
    simulation.postToApi([{ labels: WATCHDOG, endsAt }]);
    expect(simulation.state.identify(WATCHDOG).alert?.status).toBe("resolved");
  });
});

it("alerts that cannot be taken raise FarwatchIntakeRefused once for each reason, beside those that can", ({
  expect,
}) => {
  const simulation = new Simulation();
  simulation.postToApi([
    { labels: {} },
    { labels: A },
    { labels: { a: "" } },
    { labels: { b: "x".repeat(5_000) } },
  ]);
  const names = [...simulation.state.alerts.values()].map(
    ({ labels }) => labels["reason"] ?? labels["alertname"],
  );
  expect(names).toEqual(["Down", "malformed", "label_too_long"]);
  expect(simulation.events.filter(({ type }) => type === "refused")).toHaveLength(2);
});
