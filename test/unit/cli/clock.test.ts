import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, it, onTestFinished, vi } from "vitest";
import { Clock, TICK_MS } from "../../../src/cli/clock.ts";
import { scratch } from "./scratch.ts";

async function worker(status: number) {
  const socketPath = join(await scratch(), "clock.sock");
  let ticks = 0;
  const server = createServer((_request, response) => {
    ticks++;
    response.writeHead(status).end();
  }).listen(socketPath);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { socketPath, ticks: () => ticks };
}

function clockOn(socketPath: string) {
  const warnings: string[] = [];
  const clock = new Clock(socketPath, (line) => void warnings.push(line));
  onTestFinished(() => clock.stop());
  return { clock, warnings };
}

describe("Clock", () => {
  it("ticks at once", async ({ expect }) => {
    const { socketPath, ticks } = await worker(200);
    const { clock, warnings } = clockOn(socketPath);
    clock.start();
    await vi.waitFor(() => expect(ticks()).toBe(1));
    expect(warnings).toEqual([]);
  });

  it("ticks at each full minute", async ({ expect }) => {
    const { socketPath, ticks } = await worker(200);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: 90_000 });
    onTestFinished(() => void vi.useRealTimers());
    const { clock } = clockOn(socketPath);
    clock.start();
    await vi.waitUntil(() => ticks() === 1, { timeout: 2_000 });
    await vi.advanceTimersByTimeAsync(29_999);
    expect(ticks()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await vi.waitUntil(() => ticks() === 2, { timeout: 2_000 });
    expect(Date.now() % 60_000).toBeLessThan(5_000);
  });

  it.for([
    {
      name: "the worker fails",
      start: async () => (await worker(500)).socketPath,
      want: "the worker failed in it",
    },
    { name: "there is none", start: async () => join(await scratch(), "none.sock"), want: "ENOENT" },
  ])("warns when $name", async ({ start, want }, { expect }) => {
    const { clock, warnings } = clockOn(await start());
    clock.start();
    await vi.waitFor(() => expect(warnings).toHaveLength(1));
    expect(warnings[0]).toContain(want);
  });

  it("gives a tick up before the next one comes", ({ expect }) => {
    expect(TICK_MS).toBeLessThan(60_000);
  });
});
