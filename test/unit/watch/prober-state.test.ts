import { describe, it } from "vitest";
import type { ProbeConfig } from "../../../src/config/config.ts";
import type { ProbeResult, ProbeState } from "../../../src/watch/probe/probe.ts";
import {
  isAlarmLate,
  KEEP_ALIVE_MS,
  LATE_ALARM_MS,
  LATE_START_MS,
  ProberState,
  STARTS_PER_INVOCATION,
} from "../../../src/watch/prober-state.ts";
import { MAX_RUNS_AT_ONCE } from "../../../src/watch/slots.ts";
import { judge } from "../../../src/watch/streak.ts";
import { certificate, NOON, probe, result } from "./probe-samples.ts";

const DAY_MS = 86_400_000;
const empty = { records: new Map(), glances: new Map(), keptAliveAt: 0 };
const ssh = probe("ssh", { failures: 1 });

function open(probes: readonly ProbeConfig[] = [ssh], stored = empty): ProberState {
  return new ProberState("weur", probes, stored, NOON);
}

/** A run of the probe `ssh`; down is confirmed. */
function see(state: ProberState, found: ProbeState, at: number, more: Partial<ProbeResult> = {}) {
  const own = result(found, { startedAt: at, ...more });
  return state.observe(ssh, own, judge(own, [{ ...own, region: "enam" }]));
}

/** The router takes what there is to take; the names that a row is written for, and whether it was a keep-alive. */
function tell(state: ProberState, now: number) {
  const reports = state.unreported(now);
  const written = [...state.told(reports).keys()];
  return { reports, written, isKeepAlive: state.keptAlive(reports, now) };
}

describe("which probes run here", () => {
  it("are those whose first region it is", ({ expect }) => {
    const state = open([
      ssh,
      probe("other", { regions: ["enam", "weur"] }),
      probe("alone", { regions: ["weur"] }),
    ]);
    expect([...state.probes.keys()]).toEqual(["ssh", "alone"]);
  });

  it("leaves behind what is stored of probes that are gone", ({ expect }) => {
    const before = open();
    see(before, "up", NOON);
    const [record] = before.records.values();
    const after = open([ssh], { ...empty, records: new Map([...before.records, ["gone", record]]) });
    expect([...after.records.keys()]).toEqual(["ssh"]);
    expect(after.unreported(NOON).map((one) => one.probe)).toEqual(["ssh"]);
  });
});

describe("starts", () => {
  const many = Array.from({ length: 20 }, (_, index) => probe(`p${index}`));
  const allDueAt = NOON + 59_999;

  it("are eight an invocation, and the rest is held back", ({ expect }) => {
    expect(STARTS_PER_INVOCATION).toBe(8);
    const state = open(many);
    expect([1, 2, 3].map(() => state.queueDue(allDueAt))).toEqual([true, true, false]);
  });

  it("are six at once", ({ expect }) => {
    const state = open(many);
    state.queueDue(allDueAt);
    const taken = Array.from({ length: 8 }, () => state.take()).filter((start) => start !== undefined);
    expect(taken).toHaveLength(MAX_RUNS_AT_ONCE);
    state.release();
    expect(state.take()).toBeDefined();
  });

  it("skip a probe whose last run has no outcome yet", ({ expect }) => {
    const state = open();
    state.queueDue(NOON);
    const start = state.take();
    state.release();
    state.queueDue(NOON + 60_000);
    expect(state.take()).toBeUndefined();
    if (start !== undefined) state.finish(start);
    state.queueDue(NOON + 120_000);
    expect(state.take()).toEqual({ name: "ssh", dueAt: NOON + 120_000 });
  });

  it("are late after two seconds", ({ expect }) => {
    expect(LATE_START_MS).toBe(2_000);
  });
});

describe("isAlarmLate", () => {
  const now = NOON;
  const cases = [
    { name: "nothing is to be done", nextAt: undefined, armedAt: null, want: false },
    { name: "no alarm is set", nextAt: now + 1, armedAt: null, want: true },
    { name: "the alarm stands in the future", nextAt: now + 1, armedAt: now + 1, want: false },
    { name: "it is due just now", nextAt: now, armedAt: now, want: false },
    {
      name: "it is a little late",
      nextAt: now - LATE_ALARM_MS + 1,
      armedAt: now - LATE_ALARM_MS + 1,
      want: false,
    },
    { name: "it is ten seconds late", nextAt: now - LATE_ALARM_MS, armedAt: now - LATE_ALARM_MS, want: true },
    { name: "it stands days ago and never rang", nextAt: now + 1, armedAt: now - 3 * DAY_MS, want: true },
    {
      name: "it stands later than what is due",
      nextAt: now - LATE_ALARM_MS,
      armedAt: now + DAY_MS,
      want: true,
    },
  ] as const;

  it.for(cases)("$name: $want", ({ nextAt, armedAt, want }, { expect }) => {
    expect(isAlarmLate(nextAt, armedAt, now)).toBe(want);
  });
});

describe("what is written", () => {
  it("is nothing while results stay the same", ({ expect }) => {
    const state = open();
    expect(see(state, "up", NOON, { certificate: certificate() }).changed).toBeDefined();
    tell(state, NOON);
    for (let minute = 1; minute < 1_440; minute += 1) {
      const at = NOON + minute * 60_000;
      const { changed } = see(state, "up", at, { certificate: certificate(), durationMs: minute });
      expect(changed).toBeUndefined();
    }
  });

  it("is a row for a change of state, one for a day less of certificate, and one when the router took it", ({
    expect,
  }) => {
    const state = open();
    see(state, "up", NOON, { certificate: certificate() });
    expect(tell(state, NOON).written).toEqual(["ssh"]);
    expect(see(state, "down", NOON + 1).changed?.streak.state).toBe("down");
    expect(tell(state, NOON + 1).written).toEqual(["ssh"]);
    const renewed = certificate({ earliestExpiryAt: NOON + 90 * DAY_MS });
    expect(see(state, "down", NOON + 2, { certificate: renewed }).changed?.certificate).toEqual(renewed);
    expect(tell(state, NOON + 2).written).toEqual(["ssh"]);
  });

  it("keeps the certificate of an earlier run when this one saw none", ({ expect }) => {
    const state = open();
    see(state, "up", NOON, { certificate: certificate() });
    expect(see(state, "down", NOON + 1).report.certificate).toEqual(certificate());
  });
});

describe("what the router is told", () => {
  it("is a report for each change, and none for none", ({ expect }) => {
    const state = open();
    expect(state.unreported(NOON)).toEqual([]);
    see(state, "up", NOON, { httpStatusCode: 200 });
    expect(tell(state, NOON).reports).toEqual([
      {
        probe: "ssh",
        region: "weur",
        state: "up",
        since: NOON,
        reason: "",
        lastRunAt: NOON,
        durationMs: 20,
        httpStatusCode: 200,
      },
    ]);
    see(state, "up", NOON + 60_000);
    expect(state.unreported(NOON + 60_000)).toEqual([]);
    see(state, "down", NOON + 120_000);
    const [report] = tell(state, NOON + 120_000).reports;
    expect(report).toMatchObject({ state: "down", since: NOON + 120_000, reason: "down because" });
  });

  it("is told again until the router takes it", ({ expect }) => {
    const state = open();
    see(state, "up", NOON);
    expect(state.unreported(NOON)).toHaveLength(1);
    see(state, "up", NOON + 60_000);
    expect(state.unreported(NOON + 60_000)).toHaveLength(1);
  });

  it("is told anew when it changed while the router was being told", ({ expect }) => {
    const state = open();
    see(state, "up", NOON);
    const reports = state.unreported(NOON);
    see(state, "down", NOON + 1);
    state.told(reports);
    state.keptAlive(reports, NOON);
    expect(state.unreported(NOON + 1)).toMatchObject([{ state: "down" }]);
  });

  it("is everything every five minutes, so that it knows that we look", ({ expect }) => {
    const state = open();
    see(state, "up", NOON);
    expect(tell(state, NOON).isKeepAlive).toBe(true);
    see(state, "up", NOON + 60_000);
    expect(state.unreported(NOON + KEEP_ALIVE_MS - 1)).toEqual([]);
    expect(state.unreported(NOON + KEEP_ALIVE_MS)).toMatchObject([{ lastRunAt: NOON + 60_000 }]);
  });

  it("is at most 288 requests a day while all is well", ({ expect }) => {
    const state = open();
    let requests = 0;
    for (let at = NOON; at < NOON + DAY_MS; at += 60_000) {
      see(state, "up", at);
      if (tell(state, at).reports.length > 0) requests += 1;
    }
    expect(requests).toBe(288);
  });

  it("is not told twice for having slept", ({ expect }) => {
    const state = open();
    see(state, "down", NOON);
    tell(state, NOON);
    const woken = open([ssh], { records: state.records, glances: new Map(), keptAliveAt: NOON });
    expect(woken.unreported(NOON + 1)).toEqual([]);
    const unheard = open();
    see(unheard, "down", NOON);
    const slept = { records: unheard.records, glances: new Map(), keptAliveAt: NOON };
    expect(open([ssh], slept).unreported(NOON + 1)).toMatchObject([{ state: "down", lastRunAt: NOON }]);
  });
});
