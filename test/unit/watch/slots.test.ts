import { it } from "vitest";
import { MAX_RUNS_AT_ONCE, Slots } from "../../../src/watch/slots.ts";

it("lets six pass at once, in the order in which they came, and the next one when a slot is free", ({
  expect,
}) => {
  expect(MAX_RUNS_AT_ONCE).toBe(6);
  const slots = new Slots<number>(MAX_RUNS_AT_ONCE);
  for (let item = 0; item < 8; item += 1) slots.put(item);
  expect(Array.from({ length: 8 }, () => slots.take())).toEqual([0, 1, 2, 3, 4, 5, undefined, undefined]);
  expect([slots.taken, slots.waiting]).toEqual([6, 2]);
  slots.release();
  expect([slots.take(), slots.take()]).toEqual([6, undefined]);
});

it("takes no slot when nobody waits", ({ expect }) => {
  const slots = new Slots<number>(1);
  expect(slots.take()).toBeUndefined();
  expect(slots.taken).toBe(0);
});
