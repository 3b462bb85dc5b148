import { describe, it } from "vitest";
import { readBody } from "../../../../src/watch/probe/body.ts";

const signal = new AbortController().signal;

describe("readBody", () => {
  it.for([
    ["", 4, "", false],
    ["abc", 4, "abc", false],
    ["abcd", 4, "abcd", false],
    ["abcde", 4, "abcd", true],
  ] as const)("%j up to %s bytes is %j", async ([text, limit, want, isCut], { expect }) => {
    expect(await readBody(new Response(text), limit, signal)).toEqual({ text: want, isCut });
  });

  it("lets go of what it does not read", async ({ expect }) => {
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(97)),
      cancel: () => {
        isCancelled = true;
      },
    });
    const { text, isCut } = await readBody(new Response(endless), 2_000, signal);
    expect([text.length, isCut]).toEqual([2_000, true]);
    await expect.poll(() => isCancelled).toBe(true);
  });

  it("joins letters that were cut in two, and ends with the signal", async ({ expect }) => {
    const bytes = new TextEncoder().encode("ä€");
    const halves = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect((await readBody(new Response(halves), 100, signal)).text).toBe("ä€");
    const hanging = new Response(new ReadableStream({}));
    await expect(readBody(hanging, 100, AbortSignal.timeout(20))).rejects.toThrow();
  });
});
