import { describe, it } from "vitest";
import { armHeartbeat } from "../../../src/watch/heartbeat.ts";
import { firstVerdict } from "../../../src/watch/settle-verdict.ts";
import { watchReport } from "../../../src/watch/watch-report.ts";
import { alive, heartbeat, MINUTE, missing, probe, SECOND, SOURCE, START, standing } from "./watched.ts";

const NOW = START + MINUTE;
const nothing = { heartbeats: [], probes: [], verdict: undefined, timezone: "UTC" };

describe("watchReport", () => {
  it("is empty where nothing is watched, without a verdict", ({ expect }) => {
    expect(watchReport(nothing, NOW)).toEqual({ heartbeats: [], probes: [] });
  });

  it("tells of a heartbeat how old its last ping is, from whom, and by when it is missing", ({ expect }) => {
    const view = { ...nothing, heartbeats: [{ config: heartbeat(), state: alive(START) }] };
    expect(watchReport(view, NOW).heartbeats).toEqual([
      {
        name: "watchdog",
        bastion: true,
        status: "alive",
        since: START,
        intervalMs: 15 * SECOND,
        graceMs: 30 * SECOND,
        deadlineAt: START + 45 * SECOND,
        lastPingAt: START,
        ageMs: MINUTE,
        source: SOURCE,
        text: "",
      },
    ]);
  });

  it("leaves out an age where there was no ping, and names why one is missing", ({ expect }) => {
    const states = [armHeartbeat(heartbeat(), START), missing(START)];
    const heartbeats = states.map((state) => ({ config: heartbeat(), state }));
    const [waiting, missed] = watchReport({ ...nothing, heartbeats }, NOW).heartbeats;
    expect([waiting?.ageMs, waiting?.status, missed?.status, missed?.reason]).toEqual([
      undefined,
      "waiting",
      "missing",
      "missed",
    ]);
  });

  it("tells of a probe what its last report says", ({ expect }) => {
    const probes = [standing("box", "down", START), { ...standing("ui", "up", START), isPaused: true }];
    const [box, ui] = watchReport({ ...nothing, probes }, NOW).probes;
    expect(box).toEqual({
      name: "box",
      role: "box",
      prober: "tcp",
      regions: probe().regions,
      isPaused: false,
      state: "down",
      since: START,
      reason: "connect: refused",
      lastRunAt: START,
      durationMs: 20,
    });
    expect([ui?.state, ui?.isPaused]).toEqual(["none", true]);
  });

  it("gives the verdict with its evidence, and what may come next", ({ expect }) => {
    const next = { verdict: "BastionDown" as const, since: NOW, doubtedSince: START };
    const view = {
      ...nothing,
      heartbeats: [{ config: heartbeat(), state: missing(START) }],
      probes: [standing("box", "down", START)],
      verdict: { ...firstVerdict(START), next },
    };
    expect(watchReport(view, NOW).verdict).toEqual({
      verdict: "Healthy",
      why: "Nothing is known yet.",
      since: START,
      next: { verdict: "BastionDown", since: NOW },
      evidence: {
        heartbeat: "missing",
        box: "down",
        prometheus: "none",
        alertmanager: "none",
        ui: "none",
      },
    });
  });

  it("is plain data, as it crosses RPC", ({ expect }) => {
    const view = { ...nothing, heartbeats: [{ config: heartbeat(), state: missing(START) }] };
    const told = watchReport(view, NOW);
    expect(structuredClone(told)).toEqual(told);
  });
});
