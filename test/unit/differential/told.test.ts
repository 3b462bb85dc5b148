import { describe, expect, it } from "vitest";
import type { Part } from "../../e2e/differential/parts.ts";
import type { Told } from "../../e2e/differential/sink.ts";
import { momentOf } from "../../e2e/differential/timeline.ts";
import { toldDifferences } from "../../e2e/differential/told.ts";

const tempo = { startedAt: Date.UTC(2026, 0, 1), beatMs: 2_000 };

/** A notification on a beat: `a+ b-` tells that a fires and b has ended. */
function told(beat: number, text: string, over: object = {}, path = "/c1/r0/0"): Told {
  const alerts = text.split(" ").map((word) => ({
    fingerprint: word.slice(0, -1),
    status: word.endsWith("+") ? "firing" : "resolved",
  }));
  const body = { groupKey: "{}:{}", status: "firing", truncatedAlerts: 0, alerts, ...over };
  return { side: "farwatch", at: momentOf(tempo, beat), path, body };
}

/** What was shown at the end of each beat: `a b` lists two alerts, `a*` one that is muted. */
function shown(...beats: readonly string[]): readonly Part[] {
  return beats.map((text) => {
    const alerts = text
      .split(" ")
      .filter(Boolean)
      .map((word) => ({
        fingerprint: word[0] ?? "",
        status: { state: word.endsWith("*") ? "suppressed" : "active" },
      }));
    return { alerts, groups: [], silences: [] };
  });
}

function differences(theirs: readonly Told[], ours: readonly Told[], parts: readonly Part[] = []) {
  return toldDifferences({ told: theirs, shown: parts }, { told: ours }, tempo).map(
    ({ beat, path }) => `${beat.toFixed(2)} ${path}`,
  );
}

describe("what both told", () => {
  const first = told(0.62, "a+");
  const rows: { name: string; theirs: Told[]; ours: Told[]; want: string[] }[] = [
    { name: "the same", theirs: [first], ours: [told(0.7, "a+")], want: [] },
    { name: "the same, too late", theirs: [first], ours: [told(0.9, "a+")], want: ["0.62 [0]"] },
    { name: "nothing from us", theirs: [first], ours: [], want: ["0.62 [0]"] },
    { name: "one more from us", theirs: [first], ours: [first, told(1.62, "a+")], want: ["1.62 [1]"] },
    {
      name: "another status",
      theirs: [first],
      ours: [told(0.62, "a-")],
      want: ["0.62 [0].alerts[0].status"],
    },
    {
      name: "another group",
      theirs: [first],
      ours: [told(0.62, "a+", { groupKey: "{}:{x}" })],
      want: ["0.62 [0]", "0.62 [0]"],
    },
    {
      name: "another receiver",
      theirs: [first],
      ours: [told(0.62, "a+", {}, "/c1/r1/0")],
      want: ["0.62 [0]", "0.62 [0]"],
    },
    {
      name: "the groups in another order",
      theirs: [first, told(0.63, "a+", {}, "/c1/r1/0")],
      ours: [told(0.62, "a+", {}, "/c1/r1/0"), told(0.63, "a+")],
      want: [],
    },
    {
      name: "another status of a payload that was cut",
      theirs: [told(0.62, "a+", { truncatedAlerts: 1, status: "resolved" })],
      ours: [told(0.62, "a+", { truncatedAlerts: 1 })],
      want: [],
    },
  ];
  it.each(rows)("$name: $want", ({ theirs, ours, want }) => {
    expect(differences(theirs, ours)).toEqual(want);
  });
});

describe("the log of the muted", () => {
  const again = [told(0.62, "a+"), told(4.62, "a+")];
  const once = [told(0.62, "a+")];

  it("ends the comparison of a group whose alert ended without a word", () => {
    expect(differences(once, again, shown("a", "a*", "", "", "a"))).toEqual([]);
  });

  it("goes on where the end was told, or the alert never ended", () => {
    const end = told(2.62, "a-");
    expect(
      differences([...once, end], [...once, end, told(4.62, "a+")], shown("a", "a", "", "", "a")),
    ).toEqual(["4.62 [2]"]);
    expect(differences(once, again, shown("a", "a*", "a*", "a", "a"))).toEqual(["4.62 [1]"]);
  });

  it("ends it for an alert that was muted just before it ended, though its end was told later", () => {
    const end = told(2.62, "a-");
    expect(differences([...once, end], once, shown("a", "a*", "", ""))).toEqual([]);
    expect(differences([...once, end], once, shown("a", "a", "", ""))).toEqual(["2.62 [1]"]);
  });

  it("ends it where only ends are told, of alerts that nobody heard of", () => {
    expect(differences([...once, told(1.62, "b-")], once, shown("a*", "a*", "a*"))).toEqual([]);
    expect(differences([...once, told(1.62, "a-")], once, shown("a", "a", "a"))).toEqual(["1.62 [1]"]);
  });

  it("takes a payload that was cut for one that told all that was shown then", () => {
    const cut = told(0.62, "a+", { truncatedAlerts: 1 });
    expect(differences([cut], [cut, told(4.62, "b+")], shown("a b", "a b*", "a", "a", "a b"))).toEqual([]);
  });
});
