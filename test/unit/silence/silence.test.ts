import { describe, expect, it } from "vitest";
import {
  expire,
  isGarbage,
  matchesFilter,
  SILENCE_RETENTION_MS,
  silenceState,
  sortSilences,
} from "../../../src/silence/silence.ts";
import { compile, sample } from "./sample.ts";

describe("silenceState", () => {
  it.for([
    { now: 999, want: "pending" },
    { now: 1000, want: "active" },
    { now: 1999, want: "active" },
    { now: 2000, want: "expired" },
  ])("is $want at $now for a silence from 1000 to 2000", ({ now, want }) => {
    expect(silenceState(sample(), now)).toBe(want);
  });

  it("is expired for a silence that never had a span", () => {
    expect(silenceState(sample({ startsAt: 1000, endsAt: 1000 }), 1000)).toBe("expired");
  });
});

describe("expire", () => {
  it.for([
    { state: "pending", now: 900, want: { startsAt: 900, endsAt: 900, updatedAt: 900 } },
    { state: "active", now: 1500, want: { startsAt: 1000, endsAt: 1500, updatedAt: 1500 } },
    { state: "expired", now: 2500, want: { startsAt: 1000, endsAt: 2000, updatedAt: 500 } },
  ])("makes of a $state silence $want", ({ now, want }) => {
    expect(expire(sample(), now)).toEqual({ ...sample(), ...want });
    expect(silenceState(expire(sample(), now), now)).toBe("expired");
  });

  it("notes who did it, unless there was nothing to do", () => {
    expect(expire(sample(), 1500, "alice").identity).toBe("alice");
    expect(expire(sample(), 2500, "alice").identity).toBe("operator");
  });
});

describe("isGarbage", () => {
  it("keeps an expired silence for upstream's 120 hours", () => {
    expect(SILENCE_RETENTION_MS).toBe(120 * 3_600_000);
    expect(isGarbage(sample(), 2000 + SILENCE_RETENTION_MS - 1)).toBe(false);
    expect(isGarbage(sample(), 2000 + SILENCE_RETENTION_MS)).toBe(true);
  });

  it("takes another retention", () => {
    expect(isGarbage(sample(), 2099, 100)).toBe(false);
    expect(isGarbage(sample(), 2100, 100)).toBe(true);
  });

  it("never takes one that is active", () => {
    expect(isGarbage(sample({ endsAt: 1e12 }), 1e12 - 1, 0)).toBe(false);
  });
});

describe("matchesFilter", () => {
  it("wants every filter", () => {
    const [a, b] = [compile({ name: "a", op: "=", value: "1" }), compile({ name: "b", op: "=", value: "1" })];
    expect(matchesFilter(sample({ matchers: [a] }), [a, b])).toBe(false);
    expect(matchesFilter(sample({ matchers: [b, a] }), [a, b])).toBe(true);
    expect(matchesFilter(sample({ matchers: [a] }), [])).toBe(true);
  });
});

describe("sortSilences", () => {
  it("puts active ones first (soonest end), then pending (soonest start), then expired (latest end)", () => {
    const now = 1000;
    const silences = [
      sample({ id: "expired-long-ago", startsAt: 0, endsAt: 100 }),
      sample({ id: "pending-late", startsAt: 3000, endsAt: 4000 }),
      sample({ id: "active-long", startsAt: 0, endsAt: 9000 }),
      sample({ id: "expired-just-now", startsAt: 0, endsAt: 1000 }),
      sample({ id: "pending-soon", startsAt: 1001, endsAt: 9000 }),
      sample({ id: "active-short", startsAt: 500, endsAt: 1001 }),
    ];
    const order = [
      "active-short",
      "active-long",
      "pending-soon",
      "pending-late",
      "expired-just-now",
      "expired-long-ago",
    ];
    expect(sortSilences(silences, now).map(({ id }) => id)).toEqual(order);
    expect(sortSilences(silences.reverse(), now).map(({ id }) => id)).toEqual(order);
  });

  it("breaks a tie by id, so that a list reads the same twice", () => {
    const ids = ["c", "a", "b"].map((id) => sample({ id }));
    expect(sortSilences(ids, 1500).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
});
