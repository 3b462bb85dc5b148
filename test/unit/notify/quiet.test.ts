import { describe, it } from "vitest";
import { type Mutes, sortOutMuted } from "../../../src/notify/quiet.ts";
import { alertOf, source } from "../alert/sources.ts";

const one = alertOf({ a: source() }, { fingerprint: "one" });
const two = alertOf({ a: source() }, { fingerprint: "two" });

function mutes(over: Partial<Mutes> = {}): Mutes {
  return { inhibitedBy: () => undefined, timeIntervals: [], silencedBy: () => [], ...over };
}

describe("sortOutMuted", () => {
  const inhibited = { inhibitedBy: () => "source" };
  const offHours = { timeIntervals: ["off-hours"] };
  const silenced = { silencedBy: () => ["id"] };
  const cases = [
    { name: "mutes nothing where nothing mutes", by: {}, want: undefined },
    { name: "mutes what another alert inhibits", by: inhibited, want: "inhibited" },
    { name: "mutes all of a route by a time interval", by: offHours, want: "time interval" },
    { name: "mutes what a silence matches", by: silenced, want: "silenced" },
    {
      name: "names inhibition before all else",
      by: { ...silenced, ...offHours, ...inhibited },
      want: "inhibited",
    },
    {
      name: "names a time interval before a silence",
      by: { ...silenced, ...offHours },
      want: "time interval",
    },
  ];
  it.for(cases)("$name", ({ by, want }, { expect }) => {
    const { told, muted } = sortOutMuted([one], mutes(by));
    expect(muted.get(one)).toBe(want);
    expect(told).toEqual(want === undefined ? [one] : []);
  });

  it("parts a group into those told and those muted, in their order", ({ expect }) => {
    const silencedBy = (alert: typeof one) => (alert === one ? ["id"] : []);
    const { told, muted } = sortOutMuted([one, two], mutes({ silencedBy }));
    expect([told, [...muted]]).toEqual([[two], [[one, "silenced"]]]);
  });
});
