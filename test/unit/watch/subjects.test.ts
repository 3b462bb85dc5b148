import { describe, it } from "vitest";
import { armHeartbeat, evaluate, ping } from "../../../src/watch/heartbeat.ts";
import { REPORT_HOLDS_MS } from "../../../src/watch/standing.ts";
import { heartbeatSubject, probeSubject } from "../../../src/watch/subjects.ts";
import { alive, heartbeat, MINUTE, missing, SECOND, SOURCE, START, standing } from "./watched.ts";

const beats = alive(START);
const paused = evaluate(beats, START + SECOND, "silence");
const failed = ping(beats, { at: START + SECOND, source: SOURCE, status: "fail", text: "disk full" });
const NOW = START + 10 * MINUTE;

describe("heartbeatSubject", () => {
  const cases = [
    {
      name: "one that waits is unknown",
      state: armHeartbeat(heartbeat(), START),
      want: { state: "unknown" },
    },
    { name: "one that is alive is up", state: beats, want: { state: "up", since: START, cause: "" } },
    {
      name: "one that is missing is down since its deadline",
      state: missing(START),
      want: { state: "down", since: START + 45 * SECOND, muted: false, cause: "missed" },
    },
    {
      name: "a failure brings its text along",
      state: failed,
      want: { state: "down", since: START + SECOND, cause: "failed: disk full" },
    },
    {
      name: "a paused one whose pings stop is down, muted",
      state: paused,
      want: { state: "down", since: START + 45 * SECOND, muted: true },
    },
    {
      name: "a paused one whose pings go on is up",
      state: ping(paused, { at: NOW, source: SOURCE, status: "ok" }),
      want: { state: "up", since: NOW },
    },
    {
      name: "a paused one that was never heard of is unknown",
      state: evaluate(armHeartbeat(heartbeat(), START), START + SECOND, "time_interval"),
      want: { state: "unknown" },
    },
  ];
  it.for(cases)("$name", ({ state, want }, { expect }) => {
    expect(heartbeatSubject(state, false, NOW)).toMatchObject({ subject: "heartbeat/watchdog", ...want });
  });

  it("is muted while a silence covers an outage that was known before", ({ expect }) => {
    expect(heartbeatSubject(missing(START), true, NOW).muted).toBe(true);
  });
});

describe("probeSubject", () => {
  it("is nothing before the first report", ({ expect }) => {
    expect(probeSubject(standing("box", "none", START), START)).toBeUndefined();
  });

  it("is what the report says, muted where the probe is paused", ({ expect }) => {
    const down = standing("box", "down", START);
    const want = { subject: "probe/box", state: "down", since: START, cause: "connect: refused" };
    expect(probeSubject(down, START + MINUTE)).toEqual({ ...want, muted: false });
    expect(probeSubject({ ...down, isPaused: true }, START + MINUTE)).toEqual({ ...want, muted: true });
  });

  it("is unknown from the last run on, once no prober has spoken of it for too long", ({ expect }) => {
    const up = standing("box", "up", START, START + MINUTE);
    expect(probeSubject(up, START + MINUTE + REPORT_HOLDS_MS)?.state).toBe("up");
    expect(probeSubject(up, START + MINUTE + REPORT_HOLDS_MS + 1)).toMatchObject({
      state: "unknown",
      since: START + MINUTE,
    });
  });
});
