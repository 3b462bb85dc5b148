import { describe, it } from "vitest";
import { armLease, settleAlert } from "../../../src/router/change.ts";
import { alertOf, ended, HOUR, MINUTE, NOW, renewed, SPAN, source } from "../alert/sources.ts";
import { Simulation } from "./simulation.ts";

function settled(sources: Parameters<typeof alertOf>[0], previous?: ReturnType<typeof alertOf>, now = NOW) {
  const { state, store } = new Simulation();
  if (previous !== undefined) state.rememberAlert(previous);
  settleAlert(state, alertOf(sources), previous, now);
  return { state, store, alert: state.alerts.get("f") };
}

describe("settleAlert", () => {
  it("stores a new alert, and changes it now", ({ expect }) => {
    const { alert, store } = settled({ a: source() });
    expect(alert).toMatchObject({ status: "firing", changedAt: NOW });
    expect(store.alerts.size).toBe(1);
  });

  it("stores nothing of an unknown alert that nobody says fires", ({ expect }) => {
    const { alert, store, state } = settled({ a: ended(5) });
    expect([alert, store.writes, state.groups.size, state.leases.size]).toEqual([undefined, 0, 0, 0]);
  });

  const before = alertOf({ a: renewed(HOUR) });
  const cases = [
    {
      name: "keeps the moment of change when the verdict is the same",
      sources: { a: source() },
      want: before.changedAt,
    },
    { name: "moves it when the verdict changes", sources: { a: ended(0) }, want: NOW },
    {
      name: "moves it when the start does",
      sources: { a: source({ startsAt: { text: "x", ms: NOW } }) },
      want: NOW,
    },
  ];
  it.for(cases)("$name", ({ sources, want }, { expect }) => {
    expect(settled(sources, before).alert?.changedAt).toBe(want);
  });

  it("names an end while resolved, and none once it fires again", ({ expect }) => {
    const over = settled({ a: ended(MINUTE) }, before).alert;
    expect(over?.endsAt?.ms).toBe(NOW - MINUTE - 1_000);
    expect(settled({ a: source() }, over).alert).not.toHaveProperty("endsAt");
  });

  it("inhibits while firing only", ({ expect }) => {
    const fired: string[] = [];
    const { state } = new Simulation();
    state.inhibition.sourceFired = (fingerprint) => fired.push(`fired ${fingerprint}`);
    state.inhibition.sourceEnded = (fingerprint) => fired.push(`ended ${fingerprint}`);
    settleAlert(state, alertOf({ a: source() }), undefined, NOW);
    settleAlert(state, alertOf({ a: ended(0) }), state.alerts.get("f"), NOW);
    expect(fired).toEqual(["fired f", "ended f"]);
  });
});

describe("armLease", () => {
  const end = (ms: number) => source({ leaseEndsAt: NOW + ms });
  const cases = [
    { name: "looks again at the earliest end", sources: { a: end(5), b: end(9) }, want: NOW + 5 },
    {
      name: "passes over one that has ended beside a live one",
      sources: { a: end(-5), b: end(9) },
      want: NOW + 9,
    },
    { name: "passes over one that ends just now", sources: { a: end(0), b: end(9) }, want: NOW + 9 },
    { name: "passes over a resolve", sources: { a: ended(5), b: end(9) }, want: NOW + 9 },
    { name: "looks at once when no lease holds any more", sources: { a: end(-5) }, want: NOW },
  ];
  it.for(cases)("$name", ({ sources, want }, { expect }) => {
    const { state } = new Simulation();
    armLease(state, alertOf(sources), NOW);
    expect(state.leases.at("f")).toBe(want);
  });

  it("keeps an earlier look, which costs less than to move it with every renewal", ({ expect }) => {
    const { state } = new Simulation();
    armLease(state, alertOf({ a: end(5) }), NOW);
    armLease(state, alertOf({ a: end(SPAN) }), NOW);
    expect(state.leases.at("f")).toBe(NOW + 5);
  });

  it.for(["resolved", "stale"] as const)("looks no more at what is %s", (status, { expect }) => {
    const { state } = new Simulation();
    armLease(state, alertOf({ a: end(5) }), NOW);
    armLease(state, alertOf({ a: end(5) }, { status }), NOW);
    expect(state.leases.size).toBe(0);
  });
});
