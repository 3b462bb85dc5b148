import * as fc from "fast-check";
import { describe, it } from "vitest";
import { DueQueue, MAX_DEAD_ENTRIES } from "../../../src/router/due-queue.ts";

describe("DueQueue", () => {
  it("gives what is due, earliest first, and keeps the rest", ({ expect }) => {
    const queue = new DueQueue();
    queue.set("c", 30);
    queue.set("a", 10);
    queue.set("b", 20);
    expect(queue.next()).toBe(10);
    expect(queue.takeDue(20, 10)).toEqual(["a", "b"]);
    expect([queue.next(), queue.size]).toEqual([30, 1]);
  });

  it("takes no more than the limit", ({ expect }) => {
    const queue = new DueQueue();
    for (let i = 0; i < 5; i += 1) queue.set(`${i}`, i);
    expect(queue.takeDue(10, 2)).toEqual(["0", "1"]);
    expect(queue.takeDue(10, 9)).toEqual(["2", "3", "4"]);
  });

  const churns = [
    { name: "moved", churn: (queue: DueQueue, i: number) => queue.set("a", i) },
    {
      name: "deleted and set again",
      churn: (queue: DueQueue) => {
        queue.delete("a");
        queue.set("a", 7);
      },
    },
    {
      name: "set and deleted",
      churn: (queue: DueQueue, i: number) => {
        queue.set(`${i}`, 1_000_000);
        queue.delete(`${i}`);
      },
    },
  ];
  it.for(churns)(
    "holds no more than MAX_DEAD_ENTRIES beside the live ones, however often one is $name",
    ({ churn }, { expect }) => {
      const queue = new DueQueue();
      for (let i = 0; i < 100_000; i += 1) churn(queue, i);
      expect(queue.held).toBeLessThanOrEqual(2 * queue.size + MAX_DEAD_ENTRIES);
      const { size } = queue;
      expect(queue.takeDue(1_000_000, 10)).toHaveLength(size);
    },
  );

  it("agrees with a sorted list under any sequence of set, delete and take", ({ expect }) => {
    const operation = fc.record({
      what: fc.constantFrom("set", "set", "delete", "take"),
      id: fc.nat(9),
      at: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 400 }), (operations) => {
        const queue = new DueQueue();
        const model = new Map<string, number>();
        for (const { what, id, at } of operations) {
          if (what === "set") {
            queue.set(`${id}`, at);
            model.set(`${id}`, at);
          } else if (what === "delete") {
            queue.delete(`${id}`);
            model.delete(`${id}`);
          } else {
            const due = [...model].filter(([, due]) => due <= at);
            const taken = queue.takeDue(at, 100);
            expect(taken.toSorted()).toEqual(due.map(([key]) => key).sort());
            expect(taken.map((key) => model.get(key))).toEqual(
              due.map(([, moment]) => moment).sort((a, b) => a - b),
            );
            for (const key of taken) model.delete(key);
          }
          expect(queue.next()).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
          expect(queue.size).toBe(model.size);
          expect(queue.held).toBeLessThanOrEqual(2 * model.size + MAX_DEAD_ENTRIES);
        }
      }),
    );
  });
});
