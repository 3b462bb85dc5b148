import { describe, expect, it } from "vitest";
import { inOrder } from "../../e2e/differential/equal-groups.ts";

const group = (name: string, label: string, fingerprint: string) => ({
  labels: { a: label },
  receiver: { name },
  alerts: [{ fingerprint, status: { state: "active" } }],
});

describe("groups of equal labels and receiver", () => {
  it("stand in one order, whatever order they came in, and others stay where they are", () => {
    const [other, one, two] = [group("r", "2", "f"), group("r", "1", "1"), group("r", "1", "2")];
    expect(inOrder([two, other, one])).toEqual([one, other, two]);
    expect(inOrder([one, other, two])).toEqual([one, other, two]);
    expect(inOrder([group("b", "1", "1"), group("a", "1", "2")])).toEqual([
      group("b", "1", "1"),
      group("a", "1", "2"),
    ]);
  });

  it.each([[[{ fingerprint: "1" }]], ["text"], [undefined]])(
    "%j is no list of groups, and stays",
    (value) => {
      expect(inOrder(value)).toBe(value);
    },
  );
});
