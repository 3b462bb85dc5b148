import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { askProber, askProbers, LOOK_TIMEOUT_MS, PROBER_TIMEOUT_MS } from "../../../src/api/ask-prober.ts";
import { WORKER_ANSWER_MS } from "../../../src/cli/worker-pool.ts";
import { fakeProber, probeIn, testApp, testConfig } from "./harness.ts";

const hanging = () =>
  testApp({ probers: { weur: fakeProber({ lateMs: () => new Promise(() => {}) }).prober } });

describe("askProber", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.for([PROBER_TIMEOUT_MS, LOOK_TIMEOUT_MS])("gives up after %i ms", async (limitMs, { expect }) => {
    const { env } = hanging();
    let said = "";
    askProber(env, "weur", (prober) => prober.lateMs(), limitMs).catch((error: Error) => {
      said = error.message;
    });
    await vi.advanceTimersByTimeAsync(limitMs - 1);
    expect(said).toBe("");
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toBe(`The prober of region weur did not answer within ${limitMs} ms`);
  });

  it("gives up on a look before the local edge's front gives up on it", ({ expect }) => {
    expect(LOOK_TIMEOUT_MS).toBeLessThan(WORKER_ANSWER_MS);
  });

  it("asks for a region that is no location hint without one", async ({ expect }) => {
    const { env, regions } = testApp();
    await askProber(env, "cellar", (prober) => prober.lateMs());
    expect(regions).toEqual([["cellar"]]);
  });
});

it("askProbers asks each region that runs a probe once, and none that only confirms", async ({ expect }) => {
  const { prober } = fakeProber({ lateMs: () => Promise.reject(new Error("gone")) });
  const { env } = testApp({ probers: { weur: prober } });
  const config = testConfig({
    probes: [probeIn("a", "weur", "me"), probeIn("b", "enam"), probeIn("c", "weur")],
  });
  expect(await askProbers(env, config, (one) => one.lateMs())).toEqual([
    { region: "weur", ok: false, error: new Error("gone") },
    { region: "enam", ok: true, value: 0 },
  ]);
});
