import { afterEach, beforeEach, describe, it, vi } from "vitest";
import {
  FIRST_RESTART_MS,
  MAX_RESTART_MS,
  STABLE_MS,
  STARTED_AT,
  WorkerSupervisor,
} from "../../../src/cli/worker-supervisor.ts";
import type { Workerd } from "../../../src/cli/workerd.ts";

/** A workerd of the test's making: it ends when the test says so. */
function stage() {
  const lines: string[] = [];
  const ends: ((how: string) => void)[] = [];
  let refusal: Error | undefined;
  const options = { runDir: "", env: {}, stdout: () => {}, stderr: (line: string) => void lines.push(line) };
  const startedAt: (string | undefined)[] = [];
  const supervisor = new WorkerSupervisor(options, async ({ env }): Promise<Workerd> => {
    startedAt.push(env[STARTED_AT]);
    if (refusal !== undefined) throw refusal;
    const { promise: exited, resolve } = Promise.withResolvers<string>();
    ends.push(resolve);
    return { pid: ends.length, exited, stop: async () => resolve("SIGTERM") };
  });
  const die = async () => {
    ends.at(-1)?.("SIGKILL");
    await vi.advanceTimersByTimeAsync(0);
  };
  const refuse = (error: Error | undefined) => {
    refusal = error;
  };
  return { supervisor, lines, startedAt, starts: () => ends.length, die, refuse };
}

describe("WorkerSupervisor", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("starts a worker that died again, and says so", async ({ expect }) => {
    const { supervisor, lines, starts, die } = stage();
    await supervisor.start();
    expect(supervisor.pid).toBe(1);
    await die();
    expect(supervisor.pid).toBeUndefined();
    await vi.advanceTimersByTimeAsync(FIRST_RESTART_MS - 1);
    expect(starts()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(supervisor.pid).toBe(2);
    expect(lines).toEqual([`worker ended (SIGKILL), starts again in ${FIRST_RESTART_MS} ms\n`]);
  });

  it("tells each worker when it was started", async ({ expect }) => {
    const { supervisor, startedAt, die } = stage();
    const begun = Date.now();
    await supervisor.start();
    await die();
    await vi.advanceTimersByTimeAsync(FIRST_RESTART_MS);
    expect(startedAt).toEqual([String(begun), String(begun + FIRST_RESTART_MS)]);
  });

  it("waits twice as long each time, up to its limit", async ({ expect }) => {
    const { supervisor, lines, die } = stage();
    await supervisor.start();
    for (let round = 0; round < 12; round++) {
      await die();
      await vi.advanceTimersByTimeAsync(MAX_RESTART_MS);
    }
    const waits = lines.map((line) => Number(/in (\d+) ms/.exec(line)?.[1]));
    expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8].map((factor) => factor * FIRST_RESTART_MS));
    expect(waits.at(-1)).toBe(MAX_RESTART_MS);
    expect(Math.max(...waits)).toBe(MAX_RESTART_MS);
  });

  it("forgives what a worker that lived long enough did before", async ({ expect }) => {
    const { supervisor, lines, die } = stage();
    await supervisor.start();
    await die();
    await vi.advanceTimersByTimeAsync(FIRST_RESTART_MS);
    await vi.advanceTimersByTimeAsync(STABLE_MS + 1);
    await die();
    expect(lines.at(-1)).toContain(`in ${FIRST_RESTART_MS} ms`);
  });

  it("tries again when a restart fails", async ({ expect }) => {
    const { supervisor, lines, die, refuse } = stage();
    await supervisor.start();
    refuse(new Error("Cannot start the worker: disk full"));
    await die();
    await vi.advanceTimersByTimeAsync(FIRST_RESTART_MS);
    expect(lines.at(-1)).toBe(
      `Cannot start the worker: disk full, starts again in ${2 * FIRST_RESTART_MS} ms\n`,
    );
    refuse(undefined);
    await vi.advanceTimersByTimeAsync(2 * FIRST_RESTART_MS);
    expect(supervisor.pid).toBe(2);
  });

  it("fails when the first start fails", async ({ expect }) => {
    const { supervisor, refuse } = stage();
    refuse(new Error("no"));
    await expect(supervisor.start()).rejects.toThrow("no");
  });

  it("starts none after it was stopped, and says nothing of the end", async ({ expect }) => {
    const { supervisor, lines, starts } = stage();
    await supervisor.start();
    await supervisor.stop();
    await vi.advanceTimersByTimeAsync(MAX_RESTART_MS);
    expect({ starts: starts(), lines }).toEqual({ starts: 1, lines: [] });
  });

  it("starts none when it is stopped while it waits", async ({ expect }) => {
    const { supervisor, starts, die } = stage();
    await supervisor.start();
    await die();
    await supervisor.stop();
    await vi.advanceTimersByTimeAsync(MAX_RESTART_MS);
    expect(starts()).toBe(1);
  });
});
