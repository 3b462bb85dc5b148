import { describe, it } from "vitest";
import { GAPS_KEPT, isDrifting, median } from "../../../src/watch/drift.ts";
import {
  armHeartbeat,
  evaluate,
  type HeartbeatState,
  MAX_PING_TEXT_RUNES,
  nextDeadline,
  ping,
  resolvedWatchdog,
  SENDERS_KEPT,
} from "../../../src/watch/heartbeat.ts";
import { alive, heartbeat, MINUTE, missing, SECOND, SOURCE, START } from "./watched.ts";

const ok = (state: HeartbeatState, at: number) => ping(state, { at, source: SOURCE, status: "ok" });
const failed = (state: HeartbeatState, at: number, text?: string) =>
  ping(state, { at, source: SOURCE, status: "fail", ...(text === undefined ? {} : { text }) });

/** Pings, each so many seconds after the one before. */
function pinged(gaps: readonly number[], from = alive(START)): HeartbeatState {
  return gaps.reduce((state, gap) => ok(state, (state.lastPingAt ?? START) + gap * SECOND), from);
}

describe("the deadline", () => {
  const cases = [
    ["is armed by configuration alone", armHeartbeat(heartbeat(), START), 44_999, "waiting", null],
    ["still counts as waiting on the deadline", armHeartbeat(heartbeat(), START), 45_000, "waiting", null],
    ["never seen one millisecond past it", armHeartbeat(heartbeat(), START), 45_001, "missing", "never_seen"],
    ["forgives lateness within the grace", alive(START), 44_999, "alive", null],
    ["still counts as alive on the deadline", alive(START), 45_000, "alive", null],
    ["missed one millisecond past it", alive(START), 45_001, "missing", "missed"],
  ] as const;

  it.for(cases)("%s", ([, state, after, status, reason], { expect }) => {
    const seen = evaluate(state, START + after);
    expect(seen).toMatchObject({ status, reason });
    if (status !== "missing") expect(seen).toBe(state);
    else expect(seen.since).toBe(START + 45_000);
  });

  it("is looked at one millisecond after it, and no more once it has passed", ({ expect }) => {
    expect(nextDeadline(alive(START), START)).toBe(START + 45_001);
    expect(nextDeadline(missing(START), START + MINUTE)).toBeUndefined();
  });

  it("moves with every ping, so that an alarm left standing looks too early and never too late", ({
    expect,
  }) => {
    const before = nextDeadline(alive(START), START) ?? 0;
    const renewed = ok(alive(START), START + 15_000);
    expect(evaluate(renewed, before)).toBe(renewed);
    expect(nextDeadline(renewed, before)).toBe(before + 15_000);
  });
});

describe("ping", () => {
  it("notes who sent it and what it said, on one line and cut", ({ expect }) => {
    const state = ping(alive(START), {
      at: START + 1,
      source: "backup",
      status: "ok",
      text: `12 GB\nin 3 min ${"x".repeat(MAX_PING_TEXT_RUNES)}`,
    });
    expect(state).toMatchObject({ source: "backup", lastPingAt: START + 1 });
    expect(state.text).toMatch(/^12 GB in 3 min x+…$/);
    expect([...state.text]).toHaveLength(MAX_PING_TEXT_RUNES);
  });

  it("ends an outage and remembers how long it was silent", ({ expect }) => {
    const back = ok(missing(START), START + 5 * MINUTE);
    expect(back).toMatchObject({ status: "alive", reason: null, since: START + 5 * MINUTE });
    const [since, quietSince, endedAt] = [START + 45_000, START, START + 5 * MINUTE];
    expect(back.outage).toEqual({ reason: "missed", since, quietSince, endedAt });
  });

  it("counts the silence of one that was never seen from its arming", ({ expect }) => {
    const never = evaluate(armHeartbeat(heartbeat(), START), START + MINUTE);
    expect(ok(never, START + 2 * MINUTE).outage).toMatchObject({ reason: "never_seen", quietSince: START });
  });

  it("heals after the deadline too, if nobody has looked yet", ({ expect }) => {
    expect(ok(alive(START), START + MINUTE)).toMatchObject({ status: "alive", outage: null, since: START });
  });

  it("is missing at once when it says that something failed, and until one says ok", ({ expect }) => {
    const first = failed(alive(START), START + 1_000, "disk full");
    expect(first).toMatchObject({
      status: "missing",
      reason: "failed",
      since: START + 1_000,
      text: "disk full",
    });
    const second = failed(first, START + 2_000, "disk still full");
    expect(second).toMatchObject({ reason: "failed", since: START + 1_000, text: "disk still full" });
    expect(evaluate(second, START + 10 * MINUTE)).toBe(second);
    expect(ok(second, START + 3_000)).toMatchObject({ status: "alive", outage: { reason: "failed" } });
  });

  it("that says failed ends a silence, and gives the outage its own reason", ({ expect }) => {
    const state = failed(missing(START), START + MINUTE);
    expect(state).toMatchObject({ reason: "failed", since: START + MINUTE });
    expect(state.outage).toMatchObject({ reason: "missed", endedAt: START + MINUTE });
  });

  it("does not go back in time with a clock that was set back", ({ expect }) => {
    const state = ok(alive(START), START - MINUTE);
    expect(state).toMatchObject({ lastPingAt: START, gaps: [0] });
  });

  it("survives JSON", ({ expect }) => {
    const state = pinged([15, 15], missing(START));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe("a Watchdog that arrives resolved", () => {
  const resolved = (state: HeartbeatState, at: number) => resolvedWatchdog(state, { at, source: "am2" });
  const said = (state: HeartbeatState, source: string, seconds: number) =>
    ping(state, { at: START + seconds * SECOND, source, status: "ok" });

  it("is an outage at once, with its sender named", ({ expect }) => {
    const state = resolved(said(armHeartbeat(heartbeat(), START), "am2", 0), START + 5_000);
    expect(state).toMatchObject({
      status: "missing",
      reason: "resolved",
      since: START + 5_000,
      source: "am2",
    });
    expect(state.lastPingAt).toBe(START);
    expect(ok(state, START + MINUTE)).toMatchObject({ status: "alive", outage: { reason: "resolved" } });
  });

  it("is none while another sender's still fires, until that resolves too", ({ expect }) => {
    const both = said(said(alive(START), "am1", 1), "am2", 2);
    const first = resolved(both, START + 3_000);
    expect(first).toMatchObject({ status: "alive", deadlineAt: both.deadlineAt, source: "am2" });
    expect(first.senders?.map(({ source }) => source)).toEqual(["am1", SOURCE]);
    const second = resolvedWatchdog(first, { at: START + 4_000, source: "am1" });
    const last = resolvedWatchdog(second, { at: START + 5_000, source: SOURCE });
    expect([second.status, last.status, last.reason]).toEqual(["alive", "missing", "resolved"]);
  });

  it.for([
    ["on interval and grace", 45_000, "alive"],
    ["one millisecond past them", 45_001, "missing"],
  ] as const)("hears the other sender's word as long as it is young: %s", ([, after, want], { expect }) => {
    const both = said(alive(START), "am2", 30);
    expect(resolved(both, START + after).status).toBe(want);
  });

  it("is an outage again once it was the only sender", ({ expect }) => {
    const state = resolved(said(said(alive(START), "am2", 30), "am2", 60), START + 61_000);
    expect(state).toMatchObject({ status: "missing", reason: "resolved" });
  });

  it("remembers the latest few senders", ({ expect }) => {
    const names = Array.from({ length: SENDERS_KEPT + 2 }, (_, index) => `am${index}`);
    const state = names.reduce((known, name, index) => said(known, name, index), alive(START));
    expect(state.senders?.map(({ source }) => source)).toEqual(names.toReversed().slice(0, SENDERS_KEPT));
  });

  it("changes nothing about an outage that is known", ({ expect }) => {
    const known = missing(START);
    expect(resolved(known, START + MINUTE)).toBe(known);
  });
});

describe("drifting", () => {
  const cases = [
    ["in time", [15, 15, 15, 15, 15], false],
    ["on the limit of interval and half of grace", [30, 30, 30, 30, 30], false],
    ["beyond it", [31, 31, 31, 31, 31], true],
    ["beyond it in three of five", [15, 31, 31, 31, 15], true],
    ["beyond it in two of five", [15, 31, 31, 15, 15], false],
    ["beyond it, but only four times", [31, 31, 31, 31], false],
    ["in time again in three of five", [31, 31, 31, 31, 31, 15, 15, 15], false],
  ] as const;

  it.for(cases)("%s", ([, gaps, want], { expect }) => {
    const state = pinged(gaps);
    expect(state.status).toBe("alive");
    expect(state.driftingSince !== null).toBe(want);
  });

  it("began with the ping that made it so", ({ expect }) => {
    const state = pinged([31, 31, 31, 31, 31, 31]);
    expect(state.driftingSince).toBe(START + 5 * 31_000);
  });

  it("does not count a gap that was alarmed", ({ expect }) => {
    const state = pinged([31, 31, 31, 31]);
    const late = evaluate(state, state.deadlineAt + 1);
    expect(pinged([60], late).gaps).toEqual(state.gaps);
  });

  it("does not count a gap that lay in a pause", ({ expect }) => {
    const state = evaluate(evaluate(alive(START), START + 1, "silence"), START + 40_000);
    expect(pinged([44], state).gaps).toEqual([]);
    expect(pinged([44, 15], state).gaps).toEqual([15_000]);
  });

  it("keeps so many gaps and no more", ({ expect }) => {
    expect(pinged(Array(GAPS_KEPT + 3).fill(15)).gaps).toHaveLength(GAPS_KEPT);
    expect(isDrifting(Array(GAPS_KEPT - 1).fill(40_000), 15_000, 30_000)).toBe(false);
  });

  it("knows the middle of no gaps", ({ expect }) => {
    expect([median([]), median([3, 1, 2]), median([9, 1, 1, 9, 5])]).toEqual([0, 2, 5]);
  });
});

describe("a pause", () => {
  const at = START + 20_000;

  it("is seen, and no deadline passes in it", ({ expect }) => {
    const state = evaluate(alive(START), at, "time_interval");
    expect(state).toMatchObject({ status: "paused", pausedBy: "time_interval", since: at });
    expect(evaluate(state, START + 10 * MINUTE, "time_interval")).toBe(state);
  });

  it("is looked at on the minute, where time intervals end", ({ expect }) => {
    const state = evaluate(alive(START), at, "time_interval");
    expect(nextDeadline(state, at)).toBe(START + MINUTE);
    expect(nextDeadline(state, START + MINUTE)).toBe(START + 2 * MINUTE);
  });

  it("ends with a fresh interval and grace", ({ expect }) => {
    const end = START + 10 * MINUTE;
    const state = evaluate(evaluate(alive(START), at, "silence"), end);
    expect(state).toMatchObject({ status: "alive", pausedBy: null, deadlineAt: end + 45_000 });
    expect(evaluate(state, end + 45_001)).toMatchObject({ status: "missing", reason: "missed" });
  });

  it("of one that was never seen ends in waiting", ({ expect }) => {
    const state = evaluate(evaluate(armHeartbeat(heartbeat(), START), at, "silence"), START + MINUTE);
    expect(state).toMatchObject({ status: "waiting", deadlineAt: START + MINUTE + 45_000 });
  });

  it("takes pings, and no failure and no resolved Watchdog for an outage", ({ expect }) => {
    const state = evaluate(alive(START), at, "silence");
    const told = resolvedWatchdog(failed(state, at + 1_000), { at: at + 2_000, source: SOURCE });
    expect(told).toMatchObject({ status: "paused", reason: null, lastPingAt: at + 1_000 });
  });

  it("by a silence leaves a known outage to the silence, which mutes its alert", ({ expect }) => {
    const known = missing(START);
    expect(evaluate(known, START + MINUTE, "silence")).toBe(known);
  });

  it("by a time interval ends the alert of a known outage", ({ expect }) => {
    const state = evaluate(missing(START), START + MINUTE, "time_interval");
    expect(state).toMatchObject({ status: "paused", reason: null });
  });

  it("goes on when a silence takes over from a time interval", ({ expect }) => {
    const state = evaluate(alive(START), at, "time_interval");
    expect(evaluate(state, at + 1, "silence")).toMatchObject({ pausedBy: "silence", since: at });
  });
});
