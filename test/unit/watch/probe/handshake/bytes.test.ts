import { it } from "vitest";
import {
  areEqual,
  ascii,
  concat,
  Reader,
  uint,
  vector,
} from "../../../../../src/watch/probe/handshake/bytes.ts";

it.for([
  [1, 255, [255]],
  [2, 258, [1, 2]],
  [3, 0, [0, 0, 0]],
  [8, 2 ** 40 + 1, [0, 0, 1, 0, 0, 0, 0, 1]],
] as const)("uint(%s, %s) is %j", ([size, value, bytes], { expect }) => {
  expect([...uint(size, value)]).toEqual(bytes);
});

it("a vector carries its length, and reads back", ({ expect }) => {
  const bytes = concat(vector(2, ascii("ab"), ascii("c")), vector(1), Uint8Array.of(7));
  expect([...bytes]).toEqual([0, 3, 97, 98, 99, 0, 7]);
  const reader = new Reader(bytes);
  expect(Buffer.from(reader.vector(2)).toString()).toBe("abc");
  expect(reader.vector(1)).toHaveLength(0);
  expect(reader.isDone).toBe(false);
  expect(reader.uint(1)).toBe(7);
  expect(reader.isDone).toBe(true);
});

it("a message that ends too early is the peer's fault", ({ expect }) => {
  expect(() => new Reader(Uint8Array.of(0, 3, 97)).vector(2)).toThrow("ends too early");
  expect(() => new Reader(new Uint8Array()).uint(1)).toThrow("ends too early");
});

it("areEqual compares lengths too", ({ expect }) => {
  expect(areEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(areEqual(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
  expect(areEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
});
