import { describe, expect, it } from "vitest";
import { firstDifference } from "../../e2e/differential/difference.ts";
import { edgeAt } from "../../e2e/differential/timeline.ts";

const tempo = { startedAt: Date.UTC(2026, 0, 1), beatMs: 2_000 };
const iso = (ms: number) => new Date(ms).toISOString();

describe("the first difference", () => {
  const rows: { name: string; a: unknown; b: unknown; path?: string }[] = [
    { name: "none between equal values", a: { x: [1, "a", null] }, b: { x: [1, "a", null] } },
    { name: "none for another order of keys", a: { x: 1, y: 2 }, b: { y: 2, x: 1 } },
    { name: "a value deep inside", a: { x: [{ y: "a" }] }, b: { x: [{ y: "b" }] }, path: "$.x[0].y" },
    { name: "one item more", a: [1], b: [1, 2], path: "$[1]" },
    { name: "a key that is missing", a: { x: 1 }, b: {}, path: "$.x" },
    { name: "a list in the place of an object", a: [], b: {}, path: "$" },
    { name: "null against nothing", a: { x: null }, b: {}, path: "$.x" },
  ];
  it.each(rows)("$name", ({ a, b, path }) => {
    expect(firstDifference(a, b, tempo)?.path).toBe(path);
  });

  const own = tempo.startedAt + 1_000;
  const named = edgeAt(tempo, 3);
  const times = [
    { name: "own clocks that are near", field: "updatedAt", a: iso(own), b: iso(own + 480), same: true },
    { name: "own clocks that are not", field: "updatedAt", a: iso(own), b: iso(own + 481), same: false },
    {
      name: "more digits of an own clock",
      field: "startsAt",
      a: "2026-01-01T00:00:01.000000001Z",
      b: iso(own),
      same: true,
    },
    {
      name: "a named time that is a millisecond off",
      field: "endsAt",
      a: iso(named),
      b: iso(named + 1),
      same: false,
    },
    {
      name: "a named time in another form",
      field: "endsAt",
      a: iso(named),
      b: iso(named).replace("Z", "+00:00"),
      same: false,
    },
    { name: "a time in a field of another name", field: "uptime", a: iso(own), b: iso(own + 1), same: false },
    { name: "what is no time", field: "endsAt", a: iso(own), b: "soon", same: false },
  ];
  it.each(times)("$name: same $same", ({ field, a, b, same }) => {
    expect(firstDifference({ [field]: a }, { [field]: b }, tempo) === undefined).toBe(same);
  });
});
