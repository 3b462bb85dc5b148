import * as fc from "fast-check";
import { describe, it } from "vitest";
import type { Source } from "../../../src/alert/alert.ts";
import { parseTimestamp, timestampOf } from "../../../src/alert/timestamp.ts";
import { verdict } from "../../../src/alert/verdict.ts";
import { ended, HOUR, MINUTE, NOW, renewed, SPAN, source } from "./sources.ts";

const lapsed = renewed(SPAN);

describe("verdict", () => {
  const cases: { name: string; sources: Source[]; want: string }[] = [
    { name: "is firing while its sender says so", sources: [source()], want: "firing" },
    { name: "is resolved once its sender says so", sources: [ended(5)], want: "resolved" },
    { name: "is stale when a webhook's lease runs out", sources: [lapsed], want: "stale" },
    {
      name: "is firing while one side of a pair says so, though the other resolved it later",
      sources: [renewed(HOUR), ended(5)],
      want: "firing",
    },
    { name: "is resolved when both sides resolved it", sources: [ended(HOUR), ended(5)], want: "resolved" },
    {
      name: "is resolved when the side that was cut off before the resolve runs out",
      sources: [lapsed, ended(SPAN - HOUR)],
      want: "resolved",
    },
    {
      name: "is resolved when the cut off side spoke last in the very moment of the resolve",
      sources: [lapsed, ended(SPAN)],
      want: "resolved",
    },
    {
      name: "is not resolved when the side that has fallen silent said firing after the other's resolve",
      sources: [lapsed, ended(SPAN + MINUTE)],
      want: "stale",
    },
    { name: "is stale when both sides fell silent", sources: [lapsed, renewed(SPAN + HOUR)], want: "stale" },
    {
      name: "is firing when the silent side returns after a resolve",
      sources: [ended(HOUR), renewed(5)],
      want: "firing",
    },
    {
      name: "is resolved by the API when its end passes, as upstream has it",
      sources: [source({ via: "api", leaseEndsAt: NOW, endsAt: timestampOf(NOW) })],
      want: "resolved",
    },
    {
      name: "is resolved by the API's time-out where it named no end",
      sources: [source({ via: "api", leaseEndsAt: NOW })],
      want: "resolved",
    },
    {
      name: "ends our own alerts at the end that we named",
      sources: [source({ via: "self", leaseEndsAt: NOW, endsAt: timestampOf(NOW) })],
      want: "resolved",
    },
    {
      name: "never ends our own alerts that have no end",
      sources: [source({ via: "self", leaseEndsAt: NOW - 100 * SPAN }), lapsed],
      want: "firing",
    },
    {
      name: "is stale when a webhook said firing after the API's end",
      sources: [lapsed, source({ via: "api", leaseEndsAt: NOW - SPAN - 1 })],
      want: "stale",
    },
    {
      name: "is firing while the API says so though a webhook fell silent",
      sources: [lapsed, source({ via: "api" })],
      want: "firing",
    },
  ];
  it.for(cases)("$name", ({ sources, want }, { expect }) => {
    expect(verdict(sources, NOW).status).toBe(want);
  });

  it("begins with the earliest start of those that fire, down to the nanosecond", ({ expect }) => {
    const at = (text: string) => ({ startsAt: parseTimestamp(text) ?? timestampOf(0) });
    const early = source(at("2026-01-01T11:00:00.000000001Z"));
    const late = source(at("2026-01-01T11:00:00.000000002Z"));
    expect(verdict([late, early], NOW).startsAt).toEqual(early.startsAt);
    const over = ended(5, at("2026-01-01T09:00:00Z"));
    expect(verdict([late, over], NOW).startsAt).toEqual(late.startsAt);
  });

  it("compares starts as moments, not as texts", ({ expect }) => {
    const early = source({ startsAt: parseTimestamp("2026-01-01T12:30:00+02:00") ?? timestampOf(0) });
    const late = source({ startsAt: parseTimestamp("2026-01-01T11:00:00Z") ?? timestampOf(0) });
    expect(verdict([late, early], NOW).startsAt).toEqual(early.startsAt);
  });

  it("ends with the latest end that was named, and with the moment of the resolve where none was", ({
    expect,
  }) => {
    const { endsAt: _, ...unnamed } = ended(MINUTE);
    expect(verdict([ended(HOUR), ended(2 * HOUR)], NOW).endsAt).toEqual(timestampOf(NOW - HOUR - 1_000));
    expect(verdict([ended(HOUR), unnamed], NOW).endsAt).toEqual(timestampOf(NOW - MINUTE));
  });

  it("tells an end that passed in the offset in which it was posted", ({ expect }) => {
    const over = source({ via: "api", leaseEndsAt: NOW - MINUTE, endsOffset: "+02:00" });
    const { endsAt } = verdict([over], NOW);
    expect(endsAt).toEqual(timestampOf(NOW - MINUTE, "+02:00"));
    expect(endsAt?.text).toMatch(/\+02:00$/);
  });

  it("names an end only for what is resolved", ({ expect }) => {
    expect(verdict([source()], NOW).endsAt).toBeUndefined();
    expect(verdict([lapsed], NOW).endsAt).toBeUndefined();
  });

  it("never depends on the order of the senders, and fires if and only if one is live", ({ expect }) => {
    const ago = fc.integer({ min: 0, max: 2 * SPAN });
    const any = fc.oneof(
      ago.map((ms) => renewed(ms)),
      ago.map((ms) => ended(ms)),
      ago.map((ms) => renewed(ms, { via: "api" })),
    );
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), (sources) => {
        const here = verdict(sources, NOW);
        const there = verdict([...sources].reverse(), NOW);
        expect([there.status, there.startsAt.ms, there.endsAt?.ms]).toEqual([
          here.status,
          here.startsAt.ms,
          here.endsAt?.ms,
        ]);
        const isLive = sources.some((one) => one.status === "firing" && one.leaseEndsAt > NOW);
        expect(here.status === "firing").toBe(isLive);
      }),
    );
  });
});
