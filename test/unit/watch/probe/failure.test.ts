import { describe, it } from "vitest";
import { down, messageOf, unknown, within } from "../../../../src/watch/probe/failure.ts";

it("a failure says whose it is, and what was learnt", ({ expect }) => {
  expect(down("why", { httpStatusCode: 503 })).toMatchObject({
    state: "down",
    message: "why",
    findings: { httpStatusCode: 503 },
  });
  expect(unknown("why")).toMatchObject({ state: "unknown", message: "why", findings: {} });
});

it.for([
  [new Error("a"), "a"],
  [new Error("fetch failed", { cause: new Error("b") }), "fetch failed: b"],
  ["text", "text"],
  [undefined, "undefined"],
] as const)("messageOf(%s) is %s", ([error, message], { expect }) => {
  expect(messageOf(error)).toBe(message);
});

describe("within", () => {
  it("is as good or as bad as the work", async ({ expect }) => {
    const { signal } = new AbortController();
    expect(await within(signal, Promise.resolve(7))).toBe(7);
    await expect(within(signal, Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  it("ends with the signal, and takes no harm from work that fails later", async ({ expect }) => {
    const late = Promise.withResolvers<never>();
    await expect(within(AbortSignal.timeout(10), late.promise)).rejects.toThrow("timeout");
    late.reject(new Error("late"));
    await expect(within(AbortSignal.abort(new Error("over")), new Promise(() => {}))).rejects.toThrow("over");
  });

  it("leaves no listener behind", async ({ expect }) => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    await within(signal, Promise.resolve());
    expect(listeners).toBe(0);
  });
});
