import { describe, it } from "vitest";
import { allUp, anyUp, evidenceOf, hasRoles, pulseOf } from "../../../src/watch/evidence.ts";
import { armHeartbeat, evaluate, ping, resolvedWatchdog } from "../../../src/watch/heartbeat.ts";
import {
  changedAt,
  countedSight,
  latestSight,
  lookedAt,
  REPORT_HOLDS_MS,
  unseen,
} from "../../../src/watch/standing.ts";
import type { Seen } from "../../../src/watch/streak.ts";
import { alive, heartbeat, missing, SECOND, SOURCE, START, standing } from "./watched.ts";

describe("a standing", () => {
  const up = standing("box", "up", START);
  const look = (kind: Seen["kind"], at = START + SECOND): Seen => ({ kind, at, reason: "" });
  const cases = [
    ["failed", "down"],
    ["up", "up"],
    ["refuted", "up"],
    ["blind", "unknown"],
  ] as const;

  it.for(cases)("after a look that was %s shows %s, and still counts as up", ([kind, latest], { expect }) => {
    const looked = { ...up, look: look(kind) };
    expect(latestSight(looked, START + SECOND)).toBe(latest);
    expect(countedSight(looked, START + SECOND)).toBe("up");
    expect(changedAt(looked, START + SECOND)).toBe(latest === "up" ? START : START + SECOND);
    expect(lookedAt(looked)).toBe(START + SECOND);
  });

  it("forgets a look once a later run was reported", ({ expect }) => {
    const later = { ...standing("box", "up", START, START + 2 * SECOND), look: look("failed") };
    expect(latestSight(later, START + 3 * SECOND)).toBe("up");
  });

  it("is unknown once nobody has spoken of it for too long, and for a slow probe later", ({ expect }) => {
    const slow = standing("box", "down", START, START, { intervalMs: REPORT_HOLDS_MS });
    expect(countedSight(up, START + REPORT_HOLDS_MS)).toBe("up");
    expect(countedSight(up, START + REPORT_HOLDS_MS + 1)).toBe("unknown");
    expect(latestSight({ ...up, look: look("up", START) }, START + REPORT_HOLDS_MS + 1)).toBe("unknown");
    expect(countedSight(slow, START + REPORT_HOLDS_MS + 1)).toBe("down");
  });

  it("is nothing while it is paused or has not run", ({ expect }) => {
    expect(countedSight({ ...up, isPaused: true }, START)).toBe("none");
    expect(countedSight(standing("box", "none", START), START)).toBe("none");
    expect(lookedAt(standing("box", "none", START))).toBe(0);
  });

  it("counts as unknown when it could not look", ({ expect }) => {
    expect(latestSight(unseen({ ...up, look: look("failed") }), START + SECOND)).toBe("unknown");
  });
});

describe("folding", () => {
  const sights = [
    [[], "none", "none"],
    [["up", "down"], "up", "down"],
    [["unknown", "down"], "down", "down"],
    [["unknown", "up"], "up", "up"],
    [["none", "unknown"], "unknown", "unknown"],
  ] as const;

  it.for(sights)("%o is %s where any will do, and %s where all must", ([all, any, every], { expect }) => {
    expect([anyUp(all), allUp(all)]).toEqual([any, every]);
  });

  const waiting = armHeartbeat(heartbeat(), START);
  const paused = evaluate(alive(START), START + 1, "silence");
  const resolved = resolvedWatchdog(alive(START), { at: START + 1, source: SOURCE });
  const failed = ping(alive(START), { at: START + 1, source: SOURCE, status: "fail" });
  const pulses = [
    ["none at all", [], "none"],
    ["waiting and paused ones", [waiting, paused], "none"],
    ["a dead and a live one", [missing(START), alive(START)], "alive"],
    ["one that says it failed", [failed], "alive"],
    ["a dead and a resolved one", [missing(START), resolved], "resolved"],
    ["a dead and a waiting one", [waiting, missing(START)], "missing"],
  ] as const;

  it.for(pulses)("%s: %s", ([, heartbeats, pulse], { expect }) => {
    expect(pulseOf(heartbeats)).toBe(pulse);
  });

  it("takes failures in a row while the heartbeat is alive, and one look once it is not", ({ expect }) => {
    const look = { kind: "failed" as const, at: START + SECOND, reason: "" };
    const probes = [{ ...standing("box", "up", START), look }];
    const box = (state: typeof waiting) => evidenceOf({ heartbeats: [state], probes }, START + SECOND).box;
    expect([box(alive(START)), box(missing(START - 60 * SECOND))]).toEqual(["up", "down"]);
  });

  it("knows probes with a role from those without", ({ expect }) => {
    expect([hasRoles([]), hasRoles([{}]), hasRoles([{}, { role: "ui" }])]).toEqual([false, false, true]);
  });
});
