import { describe, it } from "vitest";
import { MAX_API_SLACK_MS } from "../../../src/alert/lease.ts";
import { type GettableAlert, listAlerts } from "../../../src/router/listing.ts";
import type { AlertQuery } from "../../../src/router/listing-filter.ts";
import { endOwn, holdOwn } from "../../../src/router/own-alerts.ts";
import { EVERYTHING } from "./everything.ts";
import { config, firing, HOUR, MINUTE, resolved, SECOND, Simulation, START } from "./simulation.ts";

const A = { alertname: "Down", instance: "a" };
const B = { alertname: "Down", instance: "b" };
const STALE_AFTER = config().edge.staleAfterMs;
const RESOLVE_TIMEOUT = config().resolveTimeoutMs;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function list({ state, now }: Simulation, query: Partial<AlertQuery> = {}): readonly GettableAlert[] {
  const listed = listAlerts(state, { ...EVERYTHING, ...query }, now);
  if (!listed.ok) throw new Error(listed.error);
  return listed.value;
}

const instances = (simulation: Simulation) => list(simulation).map(({ labels }) => labels["instance"]);

describe("listAlerts", () => {
  it("shows an alert of a webhook until its lease ends, updated when it was last renewed", ({ expect }) => {
    const simulation = new Simulation();
    const alert = { ...firing(A, START - MINUTE, { summary: "s" }), generatorURL: "http://prometheus/graph" };
    simulation.post([alert]);
    simulation.advance(HOUR);
    simulation.post([alert]);
    expect(list(simulation)).toEqual([
      {
        annotations: { summary: "s" },
        endsAt: iso(START + HOUR + STALE_AFTER),
        fingerprint: simulation.state.identify(A).fingerprint,
        receivers: [{ name: "chat" }],
        startsAt: iso(START - MINUTE),
        status: { inhibitedBy: [], mutedBy: [], silencedBy: [], state: "active" },
        updatedAt: iso(START + HOUR),
        generatorURL: "http://prometheus/graph",
        labels: A,
      },
    ]);
  });

  it("shows no generatorURL where there is none", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A)]);
    expect(list(simulation)[0]).not.toHaveProperty("generatorURL");
  });

  it("sorts by fingerprint, and shows nothing as an empty list", ({ expect }) => {
    const simulation = new Simulation();
    expect(list(simulation)).toEqual([]);
    simulation.post(["a", "b", "c", "d", "e"].map((instance) => firing({ ...A, instance })));
    const fingerprints = list(simulation).map(({ fingerprint }) => fingerprint);
    expect(fingerprints).toHaveLength(5);
    expect(fingerprints).toEqual(fingerprints.toSorted());
  });

  it("shows no alert that was resolved, though a receiver still waits to hear of it", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A), firing(B)]);
    simulation.advance(MINUTE);
    simulation.post([resolved(A)]);
    expect([instances(simulation), simulation.state.alerts.size]).toEqual([["b"], 2]);
  });

  it("shows no alert whose end has passed, also before a turn has noticed", ({ expect }) => {
    const simulation = new Simulation();
    simulation.postToApi([
      { labels: A, endsAt: iso(START + MINUTE), startsAt: iso(START - MINUTE) },
      { labels: B },
    ]);
    simulation.now += MINUTE - 1;
    expect(instances(simulation)).toHaveLength(2);
    simulation.now += 1;
    expect(instances(simulation)).toEqual(["b"]);
    simulation.now += RESOLVE_TIMEOUT;
    expect(instances(simulation)).toEqual([]);
  });

  it("shows no alert that nobody renews any more: its end as far as we know it is past", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A)]);
    simulation.advance(STALE_AFTER + SECOND);
    expect([...simulation.state.alerts.values()]).toMatchObject([{ status: "stale" }]);
    expect(list(simulation)).toEqual([]);
    simulation.post([firing(A)]);
    expect(instances(simulation)).toEqual(["a"]);
  });

  it("shows what several senders say as one alert: from the earliest start to the latest end", ({
    expect,
  }) => {
    const simulation = new Simulation();
    const from = (ms: number, endsAt: number) => [{ labels: A, startsAt: iso(ms), endsAt: iso(endsAt) }];
    simulation.postToApi(from(START - 2 * MINUTE, START + 2 * MINUTE), "one");
    simulation.postToApi(from(START - 3 * MINUTE, START + MINUTE), "two");
    expect(list(simulation)).toMatchObject([
      { startsAt: iso(START - 3 * MINUTE), endsAt: iso(START + 2 * MINUTE) },
    ]);
  });

  it("shows one of our own, which has no end until we end it, as if it were posted now", ({ expect }) => {
    const simulation = new Simulation();
    const own = { labels: A, annotations: {}, startsAt: START };
    simulation.turn(() => holdOwn(simulation.state, own, simulation.now));
    simulation.advance(HOUR);
    expect(list(simulation)).toMatchObject([
      { startsAt: iso(START), updatedAt: iso(START), endsAt: iso(START + HOUR + RESOLVE_TIMEOUT) },
    ]);
    simulation.turn(() => endOwn(simulation.state, own, simulation.now));
    expect(list(simulation)).toEqual([]);
  });
});

describe("times", () => {
  const cases = [
    { posted: "2026-01-02T00:00:00Z", shown: "2026-01-02T00:00:00.000Z" },
    { posted: "2026-01-02T02:00:00.1+02:00", shown: "2026-01-02T02:00:00.100+02:00" },
    { posted: "2026-01-01T18:30:00.999999999-05:30", shown: "2026-01-01T18:30:00.999-05:30" },
    { posted: "2026-01-02T00:00:00.5-00:00", shown: "2026-01-02T00:00:00.500Z" },
  ];
  it.for(cases)(
    "shows an end posted as $posted as $shown, and keeps it over a restart",
    (one, { expect }) => {
      const simulation = new Simulation();
      const start = one.posted.replace("2026-01-0", "2025-01-0");
      simulation.postToApi([{ labels: A, startsAt: start, endsAt: one.posted }]);
      const want = [{ startsAt: one.shown.replace("2026-01-0", "2025-01-0"), endsAt: one.shown }];
      expect(list(simulation)).toMatchObject(want);
      simulation.restart(MINUTE);
      expect(list(simulation)).toMatchObject(want);
    },
  );

  it("follows the sender that writes its end in another offset", ({ expect }) => {
    const simulation = new Simulation();
    const post = (endsAt: string) => simulation.postToApi([{ labels: A, startsAt: iso(START), endsAt }]);
    post("2026-01-02T00:00:00Z");
    post("2026-01-02T03:00:00+02:00");
    expect(list(simulation)).toMatchObject([{ endsAt: "2026-01-02T03:00:00.000+02:00" }]);
    // An earlier end does not shorten it.
    post("2026-01-01T23:00:00-01:00");
    expect(list(simulation)).toMatchObject([{ endsAt: "2026-01-02T03:00:00.000+02:00" }]);
    post("2026-01-02T02:00:00Z");
    expect(list(simulation)).toMatchObject([{ endsAt: "2026-01-02T02:00:00.000Z" }]);
  });

  it("shows after a wake the end that was heard, and once that has passed how long we still trust it", ({
    expect,
  }) => {
    const simulation = new Simulation();
    simulation.postToApi([{ labels: A, startsAt: iso(START), endsAt: iso(START + 4 * HOUR) }]);
    simulation.restart(HOUR);
    expect(list(simulation)).toMatchObject([{ endsAt: iso(START + 4 * HOUR) }]);
    simulation.advance(3 * HOUR);
    expect(list(simulation)).toMatchObject([{ endsAt: iso(START + 4 * HOUR + MAX_API_SLACK_MS) }]);
  });
});

describe("silences", () => {
  it("count from their start to their end, as of the moment of asking", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A), firing(B)]);
    const id = simulation.silence("instance", "a", HOUR, MINUTE);
    const stateOf = (ms: number) => {
      const listed = listAlerts(simulation.state, EVERYTHING, START + ms);
      return listed.ok && listed.value.find(({ labels }) => labels["instance"] === "a")?.status;
    };
    const open = { inhibitedBy: [], mutedBy: [], silencedBy: [], state: "active" };
    expect(stateOf(MINUTE - 1)).toEqual(open);
    expect(stateOf(MINUTE)).toEqual({ ...open, silencedBy: [id], state: "suppressed" });
    expect(stateOf(MINUTE + HOUR)).toEqual(open);
  });

  it("are all named, sorted", ({ expect }) => {
    const simulation = new Simulation();
    simulation.post([firing(A)]);
    const ids = [1, 2, 3].map(() => simulation.silence("instance", "a", HOUR));
    expect(list(simulation)[0]?.status.silencedBy).toEqual(ids.toSorted());
  });
});

it("a list changes nothing: neither storage nor what is due", ({ expect }) => {
  const simulation = new Simulation();
  simulation.post([firing(A)]);
  simulation.advance(HOUR);
  const before = [simulation.store.writes, simulation.state.flushes.size, simulation.state.leases.size];
  list(simulation);
  expect([simulation.store.writes, simulation.state.flushes.size, simulation.state.leases.size]).toEqual(
    before,
  );
});
