import { describe, expect, it } from "vitest";
import { SilenceNames } from "../../e2e/differential/silence-names.ts";

const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;

describe("the names of silences", () => {
  it("take the place of ids, wherever they stand, and are sorted where the order follows from ids", () => {
    const names = new SilenceNames();
    names.learn("s1", id(2));
    names.learn("s2", id(1));
    const shown = { silencedBy: [id(1), id(2)], text: `"${id(2)} is gone"`, other: id(3) };
    expect(names.rename(shown)).toEqual({ silencedBy: ["s1", "s2"], text: '"s1 is gone"', other: "unknown" });
  });

  it("tell a silence that was changed in place from one that was replaced", () => {
    const names = new SilenceNames();
    names.learn("s1", id(1));
    names.learn("s1", id(1));
    expect([names.idOf("s1"), names.rename(id(1))]).toEqual([id(1), "s1"]);
    names.learn("s1", id(2));
    expect([names.idOf("s1"), names.rename([id(1), id(2)])]).toEqual([id(2), ["s1", "s1'"]]);
  });
});
