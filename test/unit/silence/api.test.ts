import { describe, expect, it } from "vitest";
import { fromPostable, type PostedSilence, toGettable } from "../../../src/silence/api.ts";
import { matchers, sample } from "./sample.ts";

const posted: PostedSilence = {
  startsAt: "2024-01-01T00:00:00.000Z",
  endsAt: "2024-01-01T01:00:00.123456789+00:00",
  createdBy: "someone else",
  comment: "",
  matchers: [{ name: "a", value: "b", isRegex: false, isEqual: true }],
};
const START = Date.UTC(2024, 0, 1);

function errorOf(given: Partial<PostedSilence>, now = START): string | undefined {
  const read = fromPostable({ ...posted, ...given }, "operator", now);
  return read.ok ? undefined : read.error;
}

describe("fromPostable", () => {
  it("reads a body, to the millisecond, and notes the caller beside what the body claims", () => {
    const read = fromPostable({ ...posted, annotations: { ticket: "1" } }, "alice", START + 5);
    expect(read).toMatchObject({
      ok: true,
      value: {
        id: "",
        startsAt: START,
        endsAt: START + 3_600_123,
        updatedAt: START + 5,
        createdBy: "someone else",
        identity: "alice",
        annotations: { ticket: "1" },
        matchers: [{ name: "a", op: "=", value: "b" }],
      },
    });
  });

  it("keeps the body's id", () => {
    expect(fromPostable({ ...posted, id: "x" }, "alice", START)).toMatchObject({ value: { id: "x" } });
  });

  it.for([
    { isEqual: true, isRegex: false, op: "=" },
    { isEqual: false, isRegex: false, op: "!=" },
    { isEqual: true, isRegex: true, op: "=~" },
    { isEqual: false, isRegex: true, op: "!~" },
  ])("isEqual $isEqual and isRegex $isRegex is $op, both ways", ({ op, ...flags }) => {
    const read = fromPostable({ ...posted, matchers: [{ name: "a", value: "b", ...flags }] }, "", START);
    expect(read).toMatchObject({ ok: true, value: { matchers: [{ op }] } });
    const shown = toGettable(sample({ matchers: matchers(`a${op}b`) }), 0);
    expect(shown.matchers).toEqual([{ name: "a", value: "b", ...flags }]);
  });

  it.for([
    {
      name: "an end on the start",
      given: { endsAt: posted.startsAt },
      want: "start time must be before end time",
    },
    {
      name: "an end before the start",
      given: { endsAt: "2023-01-01T00:00:00Z" },
      want: "start time must be before end time",
    },
  ])("refuses $name", ({ given, want }) => {
    expect(errorOf(given)).toBe(`Failed to create silence: ${want}`);
  });

  it("refuses an end in the past, and takes one that is now", () => {
    const end = START + 3_600_123;
    expect(errorOf({}, end)).toBeUndefined();
    expect(errorOf({}, end + 1)).toBe("Failed to create silence: end time can't be in the past");
  });

  it("takes Go's zero time for a start that is now, so that an update within its second keeps the id", () => {
    const read = fromPostable({ ...posted, startsAt: "0001-01-01T00:00:00.000Z" }, "", START);
    expect(read.ok && read.value.startsAt).toBe(START);
  });

  it.for([
    { given: { startsAt: "soon" }, want: 'cannot parse startsAt "soon"' },
    { given: { endsAt: "" }, want: 'cannot parse endsAt ""' },
  ])("says $want", ({ given, want }) => {
    expect(errorOf(given)).toBe(want);
  });

  it.for([
    {
      name: "a",
      value: "((",
      want: 'invalid regular expression "((": error parsing regexp: missing closing ): `((`',
    },
    // Anchored it would compile.
    {
      name: "a",
      value: ")(",
      want: 'invalid regular expression ")(": error parsing regexp: unexpected ): `)(`',
    },
    { name: "", value: "((", want: 'invalid label name ""' },
  ])("says which matcher it cannot take: $want", ({ name, value, want }) => {
    const bad = { name, value, isRegex: true, isEqual: true };
    expect(errorOf({ matchers: [...posted.matchers, bad] })).toBe(
      `invalid silence: invalid label matcher 1 in set 0: ${want}`,
    );
  });
});

describe("toGettable", () => {
  it("shows a silence as upstream's API does, and its identity", () => {
    const silence = sample({ startsAt: START, endsAt: START + 1500, updatedAt: START + 1 });
    expect(toGettable(silence, START)).toEqual({
      id: "a",
      status: { state: "active" },
      updatedAt: "2024-01-01T00:00:00.001Z",
      startsAt: "2024-01-01T00:00:00.000Z",
      endsAt: "2024-01-01T00:00:01.500Z",
      createdBy: "karma",
      comment: "c",
      matchers: [{ name: "alertname", value: "Foo", isRegex: false, isEqual: true }],
      identity: "operator",
    });
  });

  it("shows annotations when there are some", () => {
    expect(toGettable(sample(), 0)).not.toHaveProperty("annotations");
    expect(toGettable(sample({ annotations: { a: "b" } }), 0).annotations).toEqual({ a: "b" });
  });

  it.for([
    { now: 0, state: "pending" },
    { now: 1000, state: "active" },
    { now: 2000, state: "expired" },
  ])("tells the state at $now: $state", ({ now, state }) => {
    expect(toGettable(sample(), now).status).toEqual({ state });
  });

  it("can be posted back", () => {
    const shown = toGettable(sample({ startsAt: START, endsAt: START + 1500 }), START);
    const read = fromPostable(shown, "operator", START);
    expect(read.ok && toGettable(read.value, START)).toEqual({ ...shown, updatedAt: shown.startsAt });
  });
});
