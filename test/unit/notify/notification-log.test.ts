import { describe, it } from "vitest";
import {
  believesFiring,
  doubt,
  EMPTY_ENTRY,
  forget,
  mentions,
} from "../../../src/notify/notification-log.ts";
import { content, entry, NOW } from "./rows.ts";

const full = entry({ firing: ["a"], unknown: ["b", "f"], owed: ["c", "f"], resolved: ["d"] });

describe("mentions", () => {
  const cases = [
    { name: "an alert told as firing", one: "a", mentioned: true, firing: true },
    { name: "an alert told as not renewed", one: "b", mentioned: true, firing: false },
    { name: "an alert that is owed", one: "c", mentioned: true, firing: true },
    {
      name: "an alert told as not renewed, that has fired again unheard",
      one: "f",
      mentioned: true,
      firing: false,
    },
    { name: "an alert told as resolved, which is over", one: "d", mentioned: false, firing: false },
    { name: "an alert never told", one: "e", mentioned: false, firing: false },
  ];
  it.for(cases)("$name: $mentioned, believed firing: $firing", ({ one, mentioned, firing }, { expect }) => {
    expect([mentions(full, one), believesFiring(full, one)]).toEqual([mentioned, firing]);
  });
});

describe("forget", () => {
  it("drops what ended without a word from all that has not ended", ({ expect }) => {
    expect(forget(full, new Set(["a", "b", "c", "d", "f"]))).toEqual(entry({ resolved: ["d"] }));
  });

  it("keeps the others, the time and the provider's message", ({ expect }) => {
    const sent = { ...full, state: { id: "42" } };
    expect(forget(sent, new Set(["a"]))).toEqual({ ...sent, firing: [] });
    expect(forget(sent, new Set(["z"]))).toEqual(sent);
    expect(sent.at).toBe(NOW);
  });
});

describe("doubt", () => {
  const told = entry({ firing: ["a"], unknown: ["b"] });
  const cases = [
    { name: "a lost resolve of what was told as firing", lost: { resolved: ["a"] }, want: ["a"] },
    { name: "a lost resolve of what was told as not renewed", lost: { resolved: ["b"] }, want: ["b"] },
    { name: "a lost word that it is not renewed", lost: { unknown: ["a"] }, want: ["a"] },
    { name: "a lost word that it fires again", lost: { firing: ["b"] }, want: ["b"] },
    { name: "nothing that says the same", lost: { firing: ["a"], unknown: ["b"] }, want: undefined },
    {
      name: "nothing of what was never told: it is owed",
      lost: { firing: ["c"], resolved: ["d"] },
      want: undefined,
    },
  ];
  it.for(cases)("notes $name", ({ lost, want }, { expect }) => {
    expect(doubt(told, content(lost)).doubted).toEqual(want);
  });

  it("is the same entry when nothing is new, so that nothing is written", ({ expect }) => {
    const once = doubt(told, content({ resolved: ["a"] }));
    expect(doubt(once, content({ resolved: ["a"] }))).toBe(once);
    expect(doubt(once, content({ resolved: ["a", "b"] })).doubted).toEqual(["a", "b"]);
  });

  it("is forgotten with its alert", ({ expect }) => {
    const once = doubt(told, content({ resolved: ["a", "b"] }));
    expect(forget(once, new Set(["a"])).doubted).toEqual(["b"]);
  });
});

describe("EMPTY_ENTRY", () => {
  it("has told nobody anything, ever", ({ expect }) => {
    expect(EMPTY_ENTRY).toEqual({ firing: [], resolved: [], unknown: [], owed: [], at: 0 });
  });
});
