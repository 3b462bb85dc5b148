import { describe, it } from "vitest";
import { readDateTime } from "../../../src/alert/date-time.ts";
import { parsePostableSilence } from "../../../src/api/postable-silence.ts";

const matcher = { name: "a", value: "b", isRegex: false };
const whole = {
  matchers: [matcher],
  startsAt: "2026-11-22T00:00:00Z",
  endsAt: "2027-11-22T00:00:00Z",
  createdBy: "",
  comment: "",
};

function body(change: object): string {
  return JSON.stringify({ ...whole, ...change });
}

describe("parsePostableSilence", () => {
  const taken = [
    { name: "empty strings for createdBy and comment", text: body({}), want: { createdBy: "", comment: "" } },
    {
      name: "a missing id as no id",
      text: body({ id: "" }),
      want: { matchers: [{ ...matcher, isEqual: true }] },
    },
    {
      name: "an id that is no uuid, which the router does not know",
      text: body({ id: "x" }),
      want: { id: "x" },
    },
    {
      name: "isEqual as given",
      text: body({ matchers: [{ ...matcher, isEqual: false }] }),
      want: { matchers: [{ ...matcher, isEqual: false }] },
    },
    {
      name: "annotations",
      text: body({ annotations: { ticket: "OPS-1" } }),
      want: { annotations: { ticket: "OPS-1" } },
    },
    {
      name: "the body of a GET",
      text: body({ id: "x", status: { state: "active" }, updatedAt: "2026-11-22T00:00:00Z" }),
      want: { id: "x" },
    },
  ];
  it.for(taken)("takes $name", ({ text, want }, { expect }) => {
    const parsed = parsePostableSilence(text);
    expect(parsed).toMatchObject({ ok: true, value: want });
    expect(Object.keys(parsed.ok ? parsed.value : {})).not.toContain("status");
  });

  it("keeps an annotation whose name means something to JavaScript", ({ expect }) => {
    const annotations = '{"__proto__":"a","constructor":"b"}';
    const read = parsePostableSilence(body({}).replace(/}$/, `,"annotations":${annotations}}`));
    expect(read.ok && JSON.stringify(read.value.annotations)).toBe(annotations);
  });

  it("leaves out an id and annotations that are not there", ({ expect }) => {
    expect(parsePostableSilence(body({ id: null, annotations: null }))).toEqual({
      ok: true,
      value: { ...whole, matchers: [{ ...matcher, isEqual: true }] },
    });
  });

  // Codes and words as Alertmanager answered them; each row is the first fault that it names.
  const faults = [
    { text: "", code: 602, message: "silence in body is required" },
    { text: "null", code: 602, message: "comment in body is required" },
    { text: "{}", code: 602, message: "comment in body is required" },
    { text: body({ createdBy: null }), code: 602, message: "createdBy in body is required" },
    { text: body({ endsAt: null, matchers: null }), code: 602, message: "endsAt in body is required" },
    { text: body({ matchers: null, startsAt: null }), code: 602, message: "matchers in body is required" },
    { text: body({ matchers: [] }), code: 612, message: "matchers in body should have at least 1 items" },
    { text: body({ matchers: [null] }), code: 602, message: "matchers.0 in body is required" },
    { text: body({ matchers: [{}] }), code: 602, message: "matchers.0.isRegex in body is required" },
    {
      text: body({ matchers: [matcher, { isRegex: true }] }),
      code: 602,
      message: "matchers.1.name in body is required",
    },
    {
      text: body({ matchers: [{ ...matcher, value: null }] }),
      code: 602,
      message: "matchers.0.value in body is required",
    },
    { text: body({ startsAt: null }), code: 602, message: "startsAt in body is required" },
  ];
  it.for(faults)("answers $text with $code $message", ({ text, code, message }, { expect }) => {
    expect(parsePostableSilence(text)).toEqual({ ok: false, error: { code, message } });
  });

  const malformed = [
    "{",
    "[]",
    "1",
    '"text"',
    body({ id: 1 }),
    body({ matchers: {} }),
    body({ matchers: [{ ...matcher, name: 1 }] }),
    body({ matchers: [{ ...matcher, isRegex: "false" }] }),
    body({ startsAt: 1 }),
    body({ startsAt: "x" }),
    body({ endsAt: "tomorrow", comment: null }),
    body({ annotations: { a: 1 } }),
  ];
  it.for(malformed)("answers %s with 400", (text, { expect }) => {
    const parsed = parsePostableSilence(text);
    expect(parsed).toMatchObject({ ok: false, error: { code: 400 } });
    expect(parsed.ok ? "" : parsed.error.message).toMatch(/^parsing silence body from "" failed, because ./);
  });

  it("names the field and quotes the value of a time that it cannot read", ({ expect }) => {
    expect(parsePostableSilence(body({ endsAt: "tomorrow" }))).toMatchObject({
      error: { message: expect.stringContaining('Cannot parse endsAt "tomorrow" as a time') },
    });
  });
});

describe("readDateTime", () => {
  const cases = [
    { text: "2026-11-22T10:00:00Z", want: "2026-11-22T10:00:00Z" },
    { text: "2026-11-22T10:00:00.123456789+02:00", want: "2026-11-22T10:00:00.123456789+02:00" },
    { text: "2026-11-22T10:00:00.000-0330", want: "2026-11-22T10:00:00.000-03:30" },
    { text: "2026-11-22T10:00:00", want: "2026-11-22T10:00:00Z" },
    { text: "2026-11-22T10:00Z", want: "2026-11-22T10:00:00Z" },
    { text: "2026-11-22T10:00", want: "2026-11-22T10:00:00Z" },
    { text: "2026-11-22 10:00:00", want: "2026-11-22T10:00:00Z" },
    { text: "2026-11-22", want: "2026-11-22T00:00:00Z" },
    { text: "", want: "1970-01-01T00:00:00.000Z" },
    { text: "0001-01-01T00:00:00.000Z", want: "0001-01-01T00:00:00.000Z" },
    { text: "2026-02-30", want: undefined },
    { text: "2026-11-22T25:00:00Z", want: undefined },
    { text: "22.11.2026", want: undefined },
    { text: "1764000000", want: undefined },
    { text: " ", want: undefined },
  ];
  it.for(cases)("reads $text as $want", ({ text, want }, { expect }) => {
    expect(readDateTime(text)).toBe(want);
  });
});
