import { describe, expect, it } from "vitest";
import { MAX_SILENCES, MAX_STORED_SILENCE_BYTES, silenceBytes } from "../../../src/silence/limits.ts";
import { canUpdate, decideSet } from "../../../src/silence/set.ts";
import { matchers, sample } from "./sample.ts";

const EMPTY = { size: 0, bytes: 0 };
describe("canUpdate", () => {
  it.for([
    { name: "another order of matchers", next: 'b="1", a="1"', want: false },
    { name: "one matcher more", next: 'a="1", b="1", c="1"', want: false },
    { name: "one matcher fewer", next: 'a="1"', want: false },
    { name: "another operator", next: 'a="1", b!="1"', want: false },
    { name: "the same matchers", next: 'a="1", b="1"', want: true },
  ])("with $name: $want", ({ next, want }) => {
    const previous = sample({ matchers: matchers('a="1", b="1"') });
    expect(canUpdate(previous, sample({ matchers: matchers(next) }), 1500)).toBe(want);
  });

  it("takes a start of the same second for the same start", () => {
    const previous = sample({ startsAt: 5400, endsAt: 9000 });
    expect(canUpdate(previous, sample({ startsAt: 5000, endsAt: 9000 }), 6000)).toBe(true);
    expect(canUpdate(previous, sample({ startsAt: 5999, endsAt: 9000 }), 6000)).toBe(true);
    expect(canUpdate(previous, sample({ startsAt: 6000, endsAt: 9000 }), 6000)).toBe(false);
    expect(canUpdate(previous, sample({ startsAt: 4999, endsAt: 9000 }), 6000)).toBe(false);
  });
});

describe("decideSet", () => {
  it("does not wake anyone by an update whose start has less precision", () => {
    const previous = sample({ startsAt: 5400, endsAt: 9000 });
    const decided = decideSet(previous, sample({ startsAt: 5900, endsAt: 9900 }), 5500, "new", EMPTY);
    expect(decided).toMatchObject({
      ok: true,
      value: { id: "a", write: [{ startsAt: 5400, endsAt: 9900 }] },
    });
  });

  it("notes the new writer on what it replaces and on what it makes", () => {
    const next = sample({ matchers: matchers("x=y"), identity: "alice" });
    const decided = decideSet(sample(), next, 1500, "new", EMPTY);
    const written = decided.ok ? decided.value.write.map(({ id, identity }) => [id, identity]) : [];
    expect(written).toEqual([
      ["a", "alice"],
      ["new", "alice"],
    ]);
  });

  it("leaves an expired one alone and makes a new one", () => {
    const decided = decideSet(sample(), sample({ endsAt: 5000 }), 3000, "new", EMPTY);
    expect(decided).toMatchObject({ ok: true, value: { id: "new", write: [{ id: "new", startsAt: 3000 }] } });
    expect(decided.ok && decided.value.write).toHaveLength(1);
  });

  it("writes nothing when the silence is invalid, so the previous one holds on", () => {
    const decided = decideSet(sample(), sample({ matchers: matchers('a=""') }), 1500, "new", EMPTY);
    expect(decided).toEqual({
      ok: false,
      error: "invalid silence: matcher set 0: at least one matcher must not match the empty string",
    });
  });

  const full = { size: MAX_SILENCES, bytes: 1000 };
  const heavy = { size: 10, bytes: MAX_STORED_SILENCE_BYTES };
  it.for([
    {
      name: "creates the last one there is room for",
      stored: { size: MAX_SILENCES - 1, bytes: 0 },
      ok: true,
    },
    { name: "refuses one too many", stored: full, ok: false },
    { name: "refuses bytes too many", stored: heavy, ok: false },
    { name: "still updates when full", stored: full, previous: sample(), ok: true },
    {
      name: "still shortens a comment when heavy",
      stored: heavy,
      previous: sample({ comment: "long" }),
      ok: true,
    },
    {
      name: "does not lengthen a comment when heavy",
      stored: heavy,
      previous: sample({ comment: "" }),
      ok: false,
    },
    {
      name: "refuses to replace when full, and so does not end the previous one",
      stored: full,
      previous: sample({ matchers: matchers("x=y") }),
      ok: false,
    },
  ])("$name", ({ ok, previous, stored }) => {
    expect(decideSet(previous, sample(), 1500, "new", stored).ok).toBe(ok);
  });

  it("fills the store to the byte", () => {
    const next = sample({ id: "new" });
    const room = MAX_STORED_SILENCE_BYTES - silenceBytes(next);
    expect(decideSet(undefined, next, 1500, "new", { size: 1, bytes: room }).ok).toBe(true);
    expect(decideSet(undefined, next, 1500, "new", { size: 1, bytes: room + 1 })).toEqual({
      ok: false,
      error: expect.stringMatching(
        /^cannot store \d+ more bytes of silences: \d+ are stored \(limit: 16777216\)$/,
      ),
    });
  });
});
