import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../../../src/alert/fingerprint.ts";
import type { Labels } from "../../../src/alert/labels.ts";
import { labelPairs } from "./fixtures.ts";

/** The definition, word for word: slow, but there is nothing to get wrong. */
function byDefinition(labels: Labels): string {
  const names = Object.keys(labels).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  let hash = 0xcbf29ce484222325n;
  for (const text of names.flatMap((name) => [name, labels[name] ?? ""])) {
    for (const byte of [...Buffer.from(text), 0xff]) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
  }
  return hash.toString(16).padStart(16, "0");
}

describe("fingerprint", () => {
  test("agrees with the definition in 64-bit integers", () => {
    fc.assert(
      fc.property(labelPairs, (pairs) => {
        const labels = Object.fromEntries(pairs);
        expect(fingerprint(labels)).toBe(byDefinition(labels));
      }),
      { numRuns: 500 },
    );
  });

  test("takes a lone surrogate for U+FFFD, as Go reads it from JSON", () => {
    expect(fingerprint({ a: "x\ud83d" })).toBe(fingerprint({ a: "x\ufffd" }));
    expect(fingerprint({ a: "\ude00x" })).toBe(fingerprint({ a: "\ufffdx" }));
  });

  test("counts a label that is named __proto__", () => {
    expect(fingerprint(JSON.parse('{"__proto__":"x"}'))).not.toBe(fingerprint({}));
  });
});
