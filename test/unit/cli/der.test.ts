import { describe, it } from "vitest";
import { nameValues, readElements } from "../../../src/cli/der.ts";

describe("readElements", () => {
  const cases = [
    { name: "nothing", hex: "", want: [] },
    { name: "one short element", hex: "0c0161", want: [[0x0c, "61"]] },
    {
      name: "two side by side",
      hex: "0c01610201ff",
      want: [
        [0x0c, "61"],
        [0x02, "ff"],
      ],
    },
    { name: "an empty element", hex: "0500", want: [[0x05, ""]] },
    {
      name: "a length in one further octet",
      hex: `0481${"80"}${"ab".repeat(128)}`,
      want: [[0x04, "ab".repeat(128)]],
    },
    {
      name: "a length in two further octets",
      hex: `04820100${"cd".repeat(256)}`,
      want: [[0x04, "cd".repeat(256)]],
    },
  ] as const;

  it.for(cases)("reads $name", ({ hex, want }, { expect }) => {
    const got = readElements(Buffer.from(hex, "hex")).map(({ tag, content }) => [
      tag,
      content.toString("hex"),
    ]);
    expect(got).toEqual(want);
  });

  it("throws on an element that is cut in its head", ({ expect }) => {
    expect(() => readElements(Buffer.from("30", "hex"))).toThrow(RangeError);
  });
});

describe("nameValues", () => {
  it("finds nothing in what is no certificate", ({ expect }) => {
    expect(nameValues(Buffer.from("3000", "hex"), "subject")).toEqual([]);
  });
});
