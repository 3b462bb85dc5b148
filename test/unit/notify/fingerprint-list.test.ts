import * as fc from "fast-check";
import { describe, it } from "vitest";
import { isListed } from "../../../src/notify/fingerprint-list.ts";

describe("isListed", () => {
  const long = Array.from({ length: 100 }, (_, i) => `f${i}`);
  const cases = [
    { name: "finds nothing in an empty list", list: [], one: "f1", want: false },
    { name: "finds an entry of a short list", list: ["f0", "f1"], one: "f1", want: true },
    { name: "finds no other in a short list", list: ["f0"], one: "f1", want: false },
    { name: "finds an entry of a long list", list: long, one: "f99", want: true },
    { name: "finds no other in a long list", list: long, one: "f100", want: false },
  ];
  it.for(cases)("$name", ({ list, one, want }, { expect }) => {
    expect(isListed(list, one)).toBe(want);
    expect(isListed(list, one), "the second time").toBe(want);
  });

  it("agrees with includes for any list and question", ({ expect }) => {
    const name = fc.nat(60).map(String);
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), fc.array(name), (list, questions) => {
        for (const one of questions) expect(isListed(list, one)).toBe(list.includes(one));
      }),
    );
  });

  it("reads a long list once, however many questions there are about it", ({ expect }) => {
    let reads = 0;
    const names = Array.from({ length: 1_000 }, (_, i) => `f${i}`);
    const list = new Proxy(names, {
      get(target, key, receiver) {
        reads += 1;
        return Reflect.get(target, key, receiver);
      },
    });
    for (const one of names) if (!isListed(list, one)) throw new Error(one);
    // Its length is asked for each time.
    expect(reads).toBeLessThan(4 * names.length);
  });
});
