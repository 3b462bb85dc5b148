import { describe, it } from "vitest";
import * as z from "zod";
import { goTime, strictJson, stringMap } from "../../e2e/clients/strict-json.ts";

const schema = z.object({ labels: stringMap, startsAt: goTime });

const answer = (body: string | Uint8Array) => ({
  status: 200,
  headers: {},
  body: typeof body === "string" ? new TextEncoder().encode(body) : body,
});

describe("strictJson", () => {
  it("reads what every client reads, and passes over what none asked for", ({ expect }) => {
    const text = '{"labels":{"a":"ü\\u0000","A":""},"startsAt":"2026-01-01T00:00:00.000+02:00","more":1}\n';
    const want = { labels: { a: "ü\u0000", A: "" }, startsAt: "2026-01-01T00:00:00.000+02:00" };
    expect(strictJson(answer(text), schema)).toEqual(want);
  });

  it.for([
    ["a key twice", '{"labels":{"a":"1","a":"1"},"startsAt":"2026-01-01T00:00:00Z"}'],
    ["a key in another case", '{"Labels":{},"startsAt":"2026-01-01T00:00:00Z"}'],
    ["null for a map", '{"labels":null,"startsAt":"2026-01-01T00:00:00Z"}'],
    ["a list for a map", '{"labels":[],"startsAt":"2026-01-01T00:00:00Z"}'],
    ["a number for a text", '{"labels":{"a":1},"startsAt":"2026-01-01T00:00:00Z"}'],
    ["a time without its offset", '{"labels":{},"startsAt":"2026-01-01T00:00:00"}'],
    ["two documents", '{"labels":{},"startsAt":"2026-01-01T00:00:00Z"}{}'],
    ["nothing", ""],
  ] as const)("refuses %s", ([, text], { expect }) => {
    expect(() => strictJson(answer(text), schema)).toThrow();
  });

  it("refuses bytes that are no UTF-8, and a byte order mark", ({ expect }) => {
    const text = '"a"';
    const bytes = new TextEncoder().encode(text);
    expect(strictJson(answer(bytes), z.string())).toBe("a");
    expect(() => strictJson(answer(new Uint8Array([0x22, 0xff, 0x22])), z.string())).toThrow();
    expect(() => strictJson(answer(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes])), z.string())).toThrow();
  });
});
