import { describe, expect, it } from "vitest";
import { clock } from "../../e2e/soak/clock.ts";
import { faultsOf, type SoakResult, summaryOf } from "../../e2e/soak/result.ts";
import { silentHour, silentHourLine } from "../../e2e/soak/silent-hour.ts";

const passed: SoakResult = {
  seed: 7,
  accepted: 760,
  retried: 155,
  delivered: 2_117,
  lost: [],
  kills: { worker: 6, front: 1 },
  repeats: 5,
  allowedRepeats: 126,
  unexplained: [],
  worstMs: { "/steady": 3_700, "/flaky": 104_700 },
  faults: [],
};

describe("a soak", () => {
  it("without a fault passed", () => {
    expect(faultsOf(passed)).toEqual([]);
  });

  const lost = { receiver: "/a", id: "alert-1", status: "firing" } as const;
  it.each([
    ["a lost alert", { lost: [lost] }, "lost: /a never heard that alert-1 is firing"],
    ["more duplicates than kills explain", { repeats: 127 }, "127 duplicates, and the kills explain 126"],
    [
      "an unexplained duplicate",
      { unexplained: [{ ...lost, firstAt: 1, at: 2 }] },
      "heard twice that alert-1",
    ],
    ["an error in the edge's log", { faults: ["boom"] }, "the edge says: boom"],
    ["nothing accepted", { accepted: 0 }, "nothing was shown"],
  ])("with %s failed", (_, over, want) => {
    expect(faultsOf({ ...passed, ...over })).toEqual([expect.stringContaining(want)]);
  });

  it("ends with what was accepted, delivered, lost and repeated, and how late the latest was", () => {
    expect(summaryOf(passed).split("\n")).toEqual([
      "seed 7; 6 kills of the worker, 1 of the front; 155 posts repeated",
      "accepted 760, delivered 2117, lost 0",
      "duplicates 5 (the kills allow 126)",
      "worst latency: /steady 3.7 s, /flaky 104.7 s",
    ]);
  });
});

describe("an hour of silence", () => {
  const hour = silentHour();

  it("loses none and repeats none, whatever was killed in it", () => {
    expect(hour).toMatchObject({ alerts: 120, lost: 0, duplicates: 0 });
    expect(hour.restarts).toBeGreaterThan(5);
  });

  it("is over within the longest wait between two attempts", () => {
    expect(hour.lastToldMs).toBeGreaterThan(0);
    expect(hour.lastToldMs).toBeLessThan(6 * 60_000);
  });

  it("reads as one line", () => {
    expect(silentHourLine({ ...hour, attempts: 1771, lastToldMs: 273_000 })).toBe(
      `an hour of silence on a simulated clock: 120 alerts, 1771 attempts, ${hour.restarts} kills; lost 0, duplicates 0, the last told 273 s after its end`,
    );
  });
});

it.each([
  [0, "00:00"],
  [65_900, "01:05"],
  [3_600_000, "60:00"],
])("clock of %d ms is %s", (ms, want) => {
  expect(clock(ms)).toBe(want);
});
