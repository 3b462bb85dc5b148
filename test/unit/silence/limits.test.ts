import { describe, expect, it } from "vitest";
import {
  MAX_SILENCE_BYTES,
  MAX_SILENCE_MATCHERS,
  MAX_SILENCES,
  MAX_STORED_SILENCE_BYTES,
  silenceBytes,
  validateCapacity,
  validateSilence,
} from "../../../src/silence/limits.ts";
import { compile, matchers, sample } from "./sample.ts";

describe("validateSilence", () => {
  it.for([
    { text: 'a!="b"', why: "wide as it is, upstream accepts it", want: undefined },
    { text: 'a!~"b"', why: "likewise", want: undefined },
    { text: 'a=~".+"', why: "it wants a value", want: undefined },
    { text: 'a=~"b|"', why: "it matches the empty string", want: /must not match the empty string/ },
    { text: 'a="", b="1"', why: "one matcher that does not is enough", want: undefined },
  ])("judges $text, as $why", ({ text, want }) => {
    const said = validateSilence(sample({ matchers: matchers(text) }));
    if (want === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(want);
  });

  it("refuses a matcher without a name, and says which", () => {
    const nameless = [...matchers("a=b"), compile({ name: "", op: "=", value: "b" })];
    expect(validateSilence(sample({ matchers: nameless }))).toBe(
      'invalid label matcher 1 in set 0: invalid label name ""',
    );
  });

  it(`takes ${MAX_SILENCE_MATCHERS} matchers and not one more`, () => {
    const list = (length: number) =>
      Array.from({ length }, (_, index) => compile({ name: `l${index}`, op: "=", value: "v" }));
    expect(MAX_SILENCE_MATCHERS).toBe(64);
    expect(validateSilence(sample({ matchers: list(64) }))).toBeUndefined();
    expect(validateSilence(sample({ matchers: list(65) }))).toBe("65 matchers exceed the limit of 64");
  });

  it(`takes ${MAX_SILENCE_BYTES} bytes and not one more, counted in UTF-8`, () => {
    expect(MAX_SILENCE_BYTES).toBe(65_536);
    const room = MAX_SILENCE_BYTES - silenceBytes(sample({ comment: "" }));
    const filled = "é".repeat(room / 2) + "x".repeat(room % 2);
    expect(validateSilence(sample({ comment: filled }))).toBeUndefined();
    expect(validateSilence(sample({ comment: `${filled}x` }))).toBe(
      "65537 bytes exceed the limit of 65536 bytes",
    );
  });
});

describe("silenceBytes", () => {
  const base = silenceBytes(sample());
  it.for([
    { part: "id", given: { id: "aXXXX" } },
    { part: "createdBy", given: { createdBy: "karmaXXXX" } },
    { part: "comment", given: { comment: "cXXXX" } },
    { part: "identity", given: { identity: "operatorXXXX" } },
    { part: "matchers", given: { matchers: matchers('alertname="FooXXXX"') } },
  ])("counts $part", ({ given }) => {
    expect(silenceBytes(sample(given))).toBe(base + 4);
  });

  it("counts annotations", () => {
    expect(silenceBytes(sample({ annotations: { k: "XXXX" } }))).toBe(base + '"k":"XXXX"'.length);
  });
});

describe("validateCapacity", () => {
  it.for([
    { name: "the last silence", stored: { size: MAX_SILENCES - 1, bytes: 0 }, more: [1, 10], refused: false },
    { name: "one silence too many", stored: { size: MAX_SILENCES, bytes: 0 }, more: [1, 10], refused: true },
    {
      name: "an update in a full store",
      stored: { size: MAX_SILENCES, bytes: 0 },
      more: [0, 10],
      refused: false,
    },
    {
      name: "the last byte",
      stored: { size: 1, bytes: MAX_STORED_SILENCE_BYTES - 1 },
      more: [1, 1],
      refused: false,
    },
    {
      name: "one byte too many",
      stored: { size: 1, bytes: MAX_STORED_SILENCE_BYTES },
      more: [0, 1],
      refused: true,
    },
    {
      name: "less than before",
      stored: { size: 1, bytes: MAX_STORED_SILENCE_BYTES + 9 },
      more: [0, -1],
      refused: false,
    },
  ])("$name is refused: $refused", ({ more: [silences = 0, bytes = 0], refused, stored }) => {
    expect(validateCapacity(stored, silences, bytes) !== undefined).toBe(refused);
  });

  it("says how many there are", () => {
    expect(MAX_SILENCES).toBe(10_000);
    expect(validateCapacity({ size: 10_000, bytes: 0 }, 1, 1)).toBe(
      "cannot store another silence: 10000 are stored (limit: 10000)",
    );
  });
});
