import * as fc from "fast-check";
import { describe, it } from "vitest";
import {
  isLive,
  LEASE_WRITE_SHARE,
  leaseAfterWake,
  mustWriteLease,
  WAKE_GRACE_MS,
  withGrace,
  written,
} from "../../../src/alert/lease.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";
import { ended, HOUR, NOW, renewed, SPAN, source } from "./sources.ts";

const QUARTER = SPAN * LEASE_WRITE_SHARE;

describe("mustWriteLease", () => {
  const cases = [
    { name: "spares a lease that has not moved", movedBy: 0, want: false },
    { name: "spares one that moved by just the share", movedBy: QUARTER, want: false },
    { name: "writes one that moved by a millisecond more", movedBy: QUARTER + 1, want: true },
    { name: "spares one whose span became shorter", movedBy: -HOUR, want: false },
  ];
  it.for(cases)("$name", ({ movedBy, want }, { expect }) => {
    expect(mustWriteLease(source({ leaseEndsAt: NOW + SPAN + movedBy }))).toBe(want);
  });

  it("lets a quarter of the span pass between two writes, as LEASE_WRITE_SHARE says", ({ expect }) => {
    expect(QUARTER).toBe(3 * HOUR);
  });
});

describe("written", () => {
  it("stores the end of the last renewal", ({ expect }) => {
    const held = source({ renewedAt: NOW + HOUR, leaseEndsAt: NOW + HOUR + SPAN });
    expect(written(held).writtenEndsAt).toBe(NOW + HOUR + SPAN);
  });

  it("does not store the guess that a wake adds", ({ expect }) => {
    const woken = leaseAfterWake(source());
    expect(woken.leaseEndsAt).toBe(NOW + SPAN + QUARTER);
    expect(written(woken).writtenEndsAt).toBe(NOW + SPAN);
  });

  it("stays where it is over any number of wakes and writes", ({ expect }) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (wakes) => {
        let held = source();
        for (let i = 0; i < wakes; i += 1) held = written(leaseAfterWake(held));
        expect(held.writtenEndsAt).toBe(NOW + SPAN);
      }),
    );
  });

  const exact = [
    {
      name: "keeps an end that the sender named",
      one: source({ endsAt: timestampOf(NOW + 5), leaseEndsAt: NOW + 5 }),
    },
    { name: "keeps the moment of a resolve", one: ended(0, { leaseEndsAt: NOW + 5 }) },
  ];
  it.for(exact)("$name", ({ one }, { expect }) => {
    expect(written(one).writtenEndsAt).toBe(NOW + 5);
  });
});

describe("leaseAfterWake", () => {
  const cases = [
    { name: "adds the share that memory may have held", one: source(), want: NOW + SPAN + QUARTER },
    { name: "leaves a resolve alone", one: ended(5), want: NOW - 5 },
    {
      name: "leaves an explicit end exactly where it is",
      one: source({ endsAt: timestampOf(NOW + 1), leaseEndsAt: NOW + 1, writtenEndsAt: NOW + 1 }),
      want: NOW + 1,
    },
  ];
  it.for(cases)("$name", ({ one, want }, { expect }) => {
    expect(leaseAfterWake(one).leaseEndsAt).toBe(want);
  });
});

describe("withGrace", () => {
  const over = leaseAfterWake(renewed(2 * SPAN));
  const explicit = source({ endsAt: timestampOf(NOW - 1), leaseEndsAt: NOW - 1 });
  const given = NOW - 2 * WAKE_GRACE_MS;
  const cases = [
    { name: "gives a lease that has run out a minute from the wake", one: over, want: NOW + WAKE_GRACE_MS },
    { name: "gives an explicit end none", one: explicit, want: NOW - 1 },
    { name: "gives a resolve none", one: ended(5), want: NOW - 5 },
    {
      name: "lets it end for whoever slept through the rest of it",
      one: { ...over, graceEndsAt: NOW },
      want: NOW,
    },
    {
      name: "does not start it anew for whoever wakes in its midst",
      one: { ...over, graceEndsAt: NOW + 10_000 },
      want: NOW + 10_000,
    },
    {
      name: "lets it end for an alarm that comes nearly a minute late",
      one: { ...over, graceEndsAt: NOW - WAKE_GRACE_MS + 1 },
      want: NOW - WAKE_GRACE_MS + 1,
    },
    {
      name: "gives another after another absence",
      one: { ...over, graceEndsAt: given },
      want: NOW + WAKE_GRACE_MS,
    },
  ];
  it.for(cases)("$name", ({ one, want }, { expect }) => {
    expect(withGrace(one, NOW).leaseEndsAt).toBe(want);
  });

  it("is remembered with the source, for the next wake", ({ expect }) => {
    expect(withGrace(over, NOW).graceEndsAt).toBe(NOW + WAKE_GRACE_MS);
    expect(WAKE_GRACE_MS).toBe(60_000);
  });
});

describe("isLive", () => {
  const cases = [
    { name: "holds until the lease ends", one: source({ leaseEndsAt: NOW + 1 }), want: true },
    { name: "fails at the very end", one: source({ leaseEndsAt: NOW }), want: false },
    {
      name: "holds for our own without an end, whatever its lease",
      one: source({ via: "self", leaseEndsAt: NOW - SPAN }),
      want: true,
    },
    {
      name: "fails for our own at the end that we named",
      one: source({ via: "self", leaseEndsAt: NOW, endsAt: timestampOf(NOW) }),
      want: false,
    },
    {
      name: "fails for anybody else's without an end",
      one: source({ via: "api", leaseEndsAt: NOW }),
      want: false,
    },
    { name: "fails for a resolve", one: ended(0, { leaseEndsAt: NOW + 1 }), want: false },
  ];
  it.for(cases)("$name", ({ one, want }, { expect }) => {
    expect(isLive(one, NOW)).toBe(want);
  });
});
