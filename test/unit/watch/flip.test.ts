import { describe, it } from "vitest";
import {
  FLAPPING_FLIPS,
  FLAPPING_SETTLE_MS,
  FLAPPING_WINDOW_MS,
  type Flip,
  MAX_CAUSE_CHARS,
  nextFlip,
  type SubjectState,
} from "../../../src/watch/flip.ts";

const up: Flip = { subject: "probe/ssh", at: 1_000, state: "up", muted: false, cause: "" };
const down: Flip = { ...up, state: "down", cause: "refused" };
const standing: SubjectState = {
  subject: "probe/ssh",
  state: "down",
  since: 5_000,
  muted: false,
  cause: "refused",
};
const isUp: SubjectState = { ...standing, state: "up", cause: "" };
const NOW = 9_000;

describe("nextFlip", () => {
  const cases = [
    {
      name: "the first state that is known begins the record",
      last: undefined,
      now: standing,
      want: [5_000, "down", false],
    },
    {
      name: "what is not known yet does not",
      last: undefined,
      now: { ...standing, state: "unknown" },
      want: undefined,
    },
    { name: "down, from when it began", last: up, now: standing, want: [5_000, "down", false] },
    { name: "up again", last: down, now: isUp, want: [5_000, "up", false] },
    {
      name: "what we cannot see is a state too",
      last: up,
      now: { ...standing, state: "unknown" },
      want: [5_000, "unknown", false],
    },
    { name: "the same state is no flip", last: down, now: standing, want: undefined },
    { name: "nor is another cause", last: down, now: { ...standing, cause: "timeout" }, want: undefined },
    { name: "down while muted", last: up, now: { ...standing, muted: true }, want: [5_000, "down", true] },
    { name: "a silence begins", last: down, now: { ...standing, muted: true }, want: [NOW, "down", true] },
    { name: "a silence ends", last: { ...down, muted: true }, now: standing, want: [NOW, "down", false] },
    { name: "a silence is nothing to what is up", last: up, now: { ...isUp, muted: true }, want: undefined },
    {
      name: "a state that claims to be older than the last flip follows it",
      last: up,
      now: { ...standing, since: 3 },
      want: [1_001, "down", false],
    },
  ] as const;

  it.for(cases)("$name", ({ last, now, want }, { expect }) => {
    const flip = nextFlip(last, NOW, now, 0);
    expect(flip && [flip.at, flip.state, flip.muted]).toEqual(want);
  });

  it("keeps the cause that it went down for when a silence divides the incident", ({ expect }) => {
    expect(nextFlip(down, NOW, { ...standing, muted: true, cause: "timeout" }, 0)?.cause).toBe("refused");
  });

  it("cuts a cause", ({ expect }) => {
    const flip = nextFlip(up, NOW, { ...standing, cause: "x".repeat(MAX_CAUSE_CHARS + 1) }, 0);
    expect(flip?.cause).toHaveLength(MAX_CAUSE_CHARS);
  });

  describe("while it flaps", () => {
    const cameUpAt = standing.since;
    const settledAt = cameUpAt + FLAPPING_SETTLE_MS;
    const cases = [
      {
        name: "is up only once it stays up",
        now: settledAt - 1,
        recent: FLAPPING_FLIPS,
        state: isUp,
        want: false,
      },
      { name: "is up then", now: settledAt, recent: FLAPPING_FLIPS, state: isUp, want: true },
      { name: "one flip less is no flapping", now: NOW, recent: FLAPPING_FLIPS - 1, state: isUp, want: true },
    ] as const;

    it.for(cases)("$name", ({ now, recent, state, want }, { expect }) => {
      expect(nextFlip(down, now, state, recent) !== undefined).toBe(want);
    });

    it("is down at once", ({ expect }) => {
      expect(nextFlip(up, NOW, standing, FLAPPING_FLIPS)).toBeDefined();
    });

    it("flips at most 156 times a day, whatever it does", ({ expect }) => {
      const flips: Flip[] = [];
      let last: Flip | undefined;
      for (let at = 0; at < 3 * FLAPPING_WINDOW_MS; at += 30_000) {
        const now: SubjectState =
          (at / 30_000) % 2 === 0 ? { ...standing, since: at } : { ...isUp, since: at };
        const recent = flips.filter((flip) => flip.at >= at - FLAPPING_WINDOW_MS).length;
        const flip = nextFlip(last, at, now, recent);
        if (flip === undefined) continue;
        last = flip;
        flips.push(flip);
      }
      const perDay = [0, 1, 2].map((day) => {
        return flips.filter(({ at }) => Math.floor(at / FLAPPING_WINDOW_MS) === day).length;
      });
      expect(Math.max(...perDay)).toBeLessThanOrEqual(156);
      expect(flips.length).toBeGreaterThan(FLAPPING_FLIPS - 1);
    });
  });
});
