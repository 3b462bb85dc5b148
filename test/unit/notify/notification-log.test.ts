import { describe, it } from "vitest";
import { believesFiring, EMPTY_ENTRY, forget, mentions } from "../../../src/notify/notification-log.ts";
import { entry, NOW } from "./rows.ts";

const full = entry({ firing: ["a"], unknown: ["b"], owed: ["c"], resolved: ["d"] });

describe("mentions", () => {
  const cases = [
    { name: "an alert told as firing", one: "a", mentioned: true, firing: true },
    { name: "an alert told as not renewed", one: "b", mentioned: true, firing: false },
    { name: "an alert that is owed", one: "c", mentioned: true, firing: true },
    { name: "an alert told as resolved, which is over", one: "d", mentioned: false, firing: false },
    { name: "an alert never told", one: "e", mentioned: false, firing: false },
  ];
  it.for(cases)("$name: $mentioned, believed firing: $firing", ({ one, mentioned, firing }, { expect }) => {
    expect([mentions(full, one), believesFiring(full, one)]).toEqual([mentioned, firing]);
  });
});

describe("forget", () => {
  it("drops what ended without a word from all that has not ended", ({ expect }) => {
    expect(forget(full, new Set(["a", "b", "c", "d"]))).toEqual(entry({ resolved: ["d"] }));
  });

  it("keeps the others, the time and the provider's message", ({ expect }) => {
    const sent = { ...full, state: { id: "42" } };
    expect(forget(sent, new Set(["a"]))).toEqual({ ...sent, firing: [] });
    expect(forget(sent, new Set(["z"]))).toEqual(sent);
    expect(sent.at).toBe(NOW);
  });
});

describe("EMPTY_ENTRY", () => {
  it("has told nobody anything, ever", ({ expect }) => {
    expect(EMPTY_ENTRY).toEqual({ firing: [], resolved: [], unknown: [], owed: [], at: 0 });
  });
});
