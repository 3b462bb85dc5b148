import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";

const FIXTURES = `${import.meta.dirname}/../../fixtures`;

/** A fixture as its test knows it to look. */
export function readFixture<T>(path: string): T {
  return JSON.parse(readFileSync(`${FIXTURES}/${path}`, "utf8"));
}

export interface Payload {
  readonly file: string;
  readonly description: string;
  readonly body: unknown;
}

/** Requests as real Alertmanagers sent them; `body` is null where a redirect lost it. */
export function readPayloads(): Payload[] {
  const files = readdirSync(`${FIXTURES}/payloads`).filter((file) => file !== "INDEX.json");
  return files.map((file) => ({ ...readFixture<Omit<Payload, "file">>(`payloads/${file}`), file }));
}

/** Any text that UTF-8 can write, with many of the characters whose order and escapes are special. */
export const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'ab1 \0\n"\\,:={}~!ÿé☕\ue000\uffff😀'),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 8,
});

/** Names that break careless objects are as likely as any other. */
export const labelName = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "toJSON", "10", "2", "a", "b"),
  text.filter((name) => name !== ""),
);

export const labelPairs = fc.uniqueArray(fc.tuple(labelName, text), {
  maxLength: 6,
  selector: ([name]) => name,
});
