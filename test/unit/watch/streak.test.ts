import * as fc from "fast-check";
import { describe, it } from "vitest";
import type { ProbeState } from "../../../src/watch/probe/probe.ts";
import { BLIND_RUNS, follow, judge, type Seen, type Streak } from "../../../src/watch/streak.ts";
import { NOON, result } from "./probe-samples.ts";

const there = (state: ProbeState, reason?: string) =>
  result(state, { region: "enam", ...(reason === undefined ? {} : { reason }) });

describe("judge", () => {
  const down = result("down", { reason: "refused" });
  const cases = [
    { name: "up is up", own: result("up"), others: [], want: ["up", ""] },
    {
      name: "unknown says nothing, and asks nobody",
      own: result("unknown"),
      others: [],
      want: ["blind", "unknown because"],
    },
    {
      name: "down in both counts",
      own: down,
      others: [there("down", "refused")],
      want: ["failed", "refused"],
    },
    {
      name: "both reasons are kept where they differ",
      own: down,
      others: [there("down", "timeout")],
      want: ["failed", "refused (enam: timeout)"],
    },
    {
      name: "up elsewhere is a regional hiccup",
      own: down,
      others: [there("up")],
      want: ["refuted", "refused (from weur alone)"],
    },
    {
      name: "nobody elsewhere can say",
      own: down,
      others: [there("unknown")],
      want: ["blind", "refused (no other region could look)"],
    },
    {
      name: "a third region stands in for a blind second",
      own: down,
      others: [there("unknown"), there("down", "refused")],
      want: ["failed", "refused"],
    },
    { name: "a second look from the same region", own: down, others: [down], want: ["failed", "refused"] },
    {
      name: "nobody was asked",
      own: down,
      others: [],
      want: ["blind", "refused (no other region could look)"],
    },
  ] as const;

  it.for(cases)("$name", ({ own, others, want }, { expect }) => {
    const { kind, at, reason } = judge(own, others);
    expect([kind, reason]).toEqual(want);
    expect(at).toBe(NOON);
  });
});

/** One letter a run, a minute apart: u(p), f(ailed), r(efuted), b(lind). */
const kinds = { u: "up", f: "failed", r: "refuted", b: "blind" } as const;

function runs(letters: string): Seen[] {
  return [...letters].map((letter, minute) => {
    const kind = kinds[letter as keyof typeof kinds];
    return { kind, at: minute, reason: kind === "up" ? "" : `${kind} at ${minute}` };
  });
}

function streakAfter(letters: string, failures = 2): Streak | undefined {
  return runs(letters).reduce<Streak | undefined>(
    (streak, seen) => follow(streak, seen, failures),
    undefined,
  );
}

describe("follow", () => {
  const cases = [
    { name: "nothing is known after one failure", letters: "f", want: ["unknown", 0] },
    { name: "up at the first success", letters: "u", want: ["up", 0] },
    { name: "one failure does not count", letters: "uuf", want: ["up", 0] },
    { name: "two in a row do, from the first of them", letters: "uuff", want: ["down", 2] },
    { name: "a success between them clears", letters: "ufuf", want: ["up", 0] },
    { name: "a hiccup between them clears: somebody saw it up", letters: "ufrf", want: ["up", 0] },
    { name: "hiccups alone never page", letters: "urrrrrr", want: ["up", 0] },
    { name: "a blind run between them neither counts nor clears", letters: "ufbf", want: ["down", 1] },
    { name: "blind runs alone never page", letters: "ubbbbbbbb", want: ["unknown", 1] },
    { name: "two blind runs are not worth a word", letters: "ubb", want: ["up", 0] },
    { name: "a success between blind runs clears them", letters: "ubbubb", want: ["up", 0] },
    { name: "a failure between blind runs clears them", letters: "ubbfbb", want: ["up", 0] },
    { name: "a failure before blind runs still counts", letters: "ufbbbf", want: ["down", 1] },
    { name: "up again at the first success", letters: "uffu", want: ["up", 3] },
    { name: "up again when another region sees it up", letters: "uffr", want: ["up", 3] },
    { name: "blind runs do not clear what is down", letters: "uffbbbbbb", want: ["down", 1] },
    { name: "more failures keep the start of it", letters: "uffffff", want: ["down", 1] },
    { name: "up stays up since it came up", letters: "uuuuuu", want: ["up", 0] },
  ] as const;

  it.for(cases)("$name ($letters)", ({ letters, want }, { expect }) => {
    const streak = streakAfter(letters);
    expect([streak?.state, streak?.since]).toEqual(want);
  });

  it.for([1, 2, 3, 5])("is down after %d confirmed failures, not one earlier", (failures, { expect }) => {
    expect(streakAfter(`u${"f".repeat(failures - 1)}`, failures)?.state).toBe("up");
    expect(streakAfter(`u${"f".repeat(failures)}`, failures)?.state).toBe("down");
  });

  it("is unknown after three blind runs, not after two", ({ expect }) => {
    expect(BLIND_RUNS).toBe(3);
    expect(streakAfter(`u${"b".repeat(BLIND_RUNS - 1)}`)?.state).toBe("up");
    expect(streakAfter(`u${"b".repeat(BLIND_RUNS)}`)).toMatchObject({
      state: "unknown",
      reason: "blind at 3",
    });
  });

  it("keeps the reason for which it went down", ({ expect }) => {
    expect(streakAfter("ufff")?.reason).toBe("failed at 2");
    expect(streakAfter("ufffu")?.reason).toBe("");
  });

  it.for(["uu", "ur", "uff", "uffff", "ubbbb", "uffbbbb"])(
    "is the same object when %s goes on as it ends, so that nothing is written",
    (letters, { expect }) => {
      const streak = streakAfter(letters);
      const [again] = runs(letters.slice(-1));
      if (again === undefined) throw new Error("no run");
      expect(follow(streak, { ...again, at: 99, reason: "another" }, 2)).toBe(streak);
    },
  );

  it("takes down only what failed confirmed, and so often, since it was last seen up", ({ expect }) => {
    const history = fc.string({ unit: fc.constantFrom("u", "f", "r", "b"), maxLength: 30 });
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 4 }), (letters, failures) => {
        const sinceUp = letters.slice(Math.max(letters.lastIndexOf("u"), letters.lastIndexOf("r")) + 1);
        const failed = [...sinceUp].filter((letter) => letter === "f").length;
        expect(streakAfter(letters, failures)?.state === "down").toBe(failed >= failures);
      }),
    );
  });
});
