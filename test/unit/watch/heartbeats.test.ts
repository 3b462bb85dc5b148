import { describe, it } from "vitest";
import { compileMatcher, type Matcher } from "../../../src/alert/matcher.ts";
import { evaluate, type HeartbeatState, ping } from "../../../src/watch/heartbeat.ts";
import {
  ABSENT_MS,
  latenessMs,
  lookAtHeartbeats,
  MAX_FRESH_STARTS,
  reconfigure,
  renewedBy,
  wake,
} from "../../../src/watch/heartbeats.ts";
import { alive, DAY, HOUR, heartbeat, MINUTE, missing, SOURCE, START } from "./watched.ts";

const unmuted = () => null;
const deadline = START + 45_000;

function matcher(name: string, value: string): Matcher {
  const compiled = compileMatcher(name, "=", value);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
}

describe("after an absence of our own", () => {
  const cases = [
    ["on time", 1, "missing"],
    ["late, but not by more than an absence", ABSENT_MS, "missing"],
    ["later than that", ABSENT_MS + 1, "alive"],
    ["hours later", 7_200_000, "alive"],
  ] as const;

  it.for(cases)("a deadline looked at %s leaves the heartbeat %s", ([, lateMs, status], { expect }) => {
    const [state] = lookAtHeartbeats([alive(START)], { now: deadline + lateMs, mutedBy: unmuted });
    expect(state?.status).toBe(status);
  });

  it("every heartbeat gets one fresh interval and grace, not only the one that was late", ({ expect }) => {
    const now = deadline + MINUTE;
    const other = alive(START + 70_000, { name: "other" });
    const states = lookAtHeartbeats([alive(START), other], { now, mutedBy: unmuted });
    expect(states.map(({ deadlineAt }) => deadlineAt)).toEqual([now + 45_000, now + 45_000]);
    expect(latenessMs(states, now)).toBe(0);
  });

  it("the fresh start is one: a sender that stays silent is missing at its end", ({ expect }) => {
    const now = deadline + MINUTE;
    const states = lookAtHeartbeats([alive(START)], { now, mutedBy: unmuted });
    const [state] = lookAtHeartbeats(states, { now: now + 45_001, mutedBy: unmuted });
    expect(state).toMatchObject({ status: "missing", reason: "missed", since: now + 45_000 });
  });

  it("an outage that was known stays one, without a word", ({ expect }) => {
    const known = missing(START);
    const [state] = lookAtHeartbeats([known], {
      now: START + 3_600_000,
      lateMs: 3_000_000,
      mutedBy: unmuted,
    });
    expect(state).toBe(known);
  });

  it("a known outage and one that is paused make nobody late", ({ expect }) => {
    const paused = evaluate(alive(START), START + 1, "silence");
    expect(latenessMs([missing(START), paused], START + 3_600_000)).toBe(0);
  });

  it("lateness of other work counts as well", ({ expect }) => {
    const look = { now: START + 20_000, lateMs: ABSENT_MS + 1, mutedBy: unmuted };
    expect(lookAtHeartbeats([alive(START)], look)[0]?.deadlineAt).toBe(START + 65_000);
  });

  it("silence before the process began proves nothing, however late the look is", ({ expect }) => {
    const hearsSince = START + 40_000;
    const state = wake(alive(START), { now: START + 46_000, hearsSince });
    expect(state).toMatchObject({ armedAt: hearsSince, deadlineAt: hearsSince + 45_000, freshStarts: 1 });
    expect(wake(state, { now: START + 50_000, hearsSince })).toBe(state);
  });

  it("a process that began before the last ping has heard everything", ({ expect }) => {
    const state = alive(START);
    expect(wake(state, { now: START + 46_000, hearsSince: START - 1 })).toBe(state);
  });

  it("a daily ping that was not due before the process began cannot have been missed", ({ expect }) => {
    const daily = alive(START, { intervalMs: DAY, graceMs: HOUR });
    const at = (hours: number) => wake(daily, { now: START + DAY, hearsSince: START + hours * HOUR });
    expect(at(23)).toBe(daily);
    expect(at(23.5).deadlineAt).toBe(START + 48.5 * HOUR);
  });

  it("a watch that keeps falling over pages in the end", ({ expect }) => {
    let state: HeartbeatState = alive(START);
    for (let fall = 1; fall <= MAX_FRESH_STARTS; fall++) {
      const now = state.deadlineAt + MINUTE;
      state = lookAtHeartbeats([state], { now, mutedBy: unmuted })[0] ?? state;
      expect(state.status).toBe("alive");
    }
    const now = state.deadlineAt + MINUTE;
    expect(lookAtHeartbeats([state], { now, mutedBy: unmuted })[0]).toMatchObject({ reason: "missed" });
    const healed = ping(state, { at: now, source: SOURCE, status: "ok" });
    expect(healed.freshStarts).toBe(0);
  });

  it("the gap across it says nothing about the sender", ({ expect }) => {
    const woken = wake(alive(START), { now: START + MINUTE, lateMs: MINUTE });
    expect(ping(woken, { at: START + 2 * MINUTE, source: SOURCE, status: "ok" }).gaps).toEqual([]);
  });
});

it("a look passes on what mutes each heartbeat", ({ expect }) => {
  const states = [alive(START), alive(START, { name: "other" })];
  const mutedBy = (name: string) => (name === "other" ? ("silence" as const) : null);
  const seen = lookAtHeartbeats(states, { now: deadline + 1, mutedBy });
  expect(seen.map(({ status }) => status)).toEqual(["missing", "paused"]);
});

describe("a new configuration", () => {
  const now = START + 10_000;

  it("leaves what it does not change as it is", ({ expect }) => {
    const state = alive(START);
    expect(reconfigure([state], [heartbeat({ labels: { team: "infra" } })], now)[0]).toBe(state);
  });

  it("arms what is new and drops what is gone", ({ expect }) => {
    const states = reconfigure([missing(START)], [heartbeat({ name: "backup" })], now);
    expect(states).toMatchObject([{ name: "backup", status: "waiting", deadlineAt: now + 45_000 }]);
  });

  it("with another interval or grace gives a fresh start and forgets the gaps", ({ expect }) => {
    const state = ping(alive(START), { at: START + 5_000, source: SOURCE, status: "ok" });
    const [changed] = reconfigure([state], [heartbeat({ graceMs: 5_000 })], now);
    expect(changed).toMatchObject({ status: "alive", deadlineAt: now + 20_000, gaps: [] });
    expect(changed?.lastPingAt).toBe(START + 5_000);
  });

  it("with another interval leaves a known outage one", ({ expect }) => {
    const [changed] = reconfigure([missing(START)], [heartbeat({ intervalMs: 60_000 })], now);
    expect(changed).toMatchObject({ status: "missing", reason: "missed", intervalMs: 60_000 });
  });

  it("with other matchers is another heartbeat", ({ expect }) => {
    const [changed] = reconfigure([missing(START)], [heartbeat({ matchers: [matcher("a", "b")] })], now);
    expect(changed).toMatchObject({ status: "waiting", lastPingAt: null, outage: null });
  });
});

describe("renewedBy", () => {
  const configs = [
    heartbeat({ matchers: [matcher("alertname", "Watchdog")] }),
    heartbeat({ name: "b", matchers: [matcher("alertname", "Watchdog"), matcher("cluster", "b")] }),
    heartbeat({ name: "by HTTP" }),
  ];
  const cases = [
    [{ alertname: "Watchdog" }, ["watchdog"]],
    [{ alertname: "Watchdog", cluster: "b" }, ["watchdog", "b"]],
    [{ alertname: "DiskFull" }, []],
  ] as const;

  it.for(cases)("%o renews %o", ([labels, names], { expect }) => {
    expect(renewedBy(configs, labels)).toEqual(names);
  });
});
