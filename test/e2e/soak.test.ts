import { describe, expect, it } from "vitest";
import { randomSeed } from "./harness/random.ts";
import { faultsOf, summaryOf } from "./soak/result.ts";
import { soak } from "./soak/run.ts";
import { silentHour, silentHourLine } from "./soak/silent-hour.ts";

const MINUTES = 2;
/** Alerts come for so long, then what waits is waited for. */
const LIMIT_MS = 7 * 60_000;

const seed = Number(process.env["FARWATCH_SOAK_SEED"] ?? randomSeed());

describe("a soak", () => {
  it(`of ${MINUTES} minutes of kills, outages, a long silence and wrong clocks loses no alert that was answered 2xx`, {
    timeout: LIMIT_MS,
  }, async () => {
    const result = await soak({ minutes: MINUTES, seed }, () => {});
    process.stdout.write(`soak: ${summaryOf(result)}\n`);
    expect(faultsOf(result)).toEqual([]);
    // What did not happen was not survived.
    expect(result.kills.worker).toBeGreaterThanOrEqual(3);
    expect(result.kills.front).toBeGreaterThanOrEqual(1);
    expect(result.accepted).toBeGreaterThan(200);
    expect(result.delivered).toBeGreaterThan(2 * result.accepted);
  });

  it("of an hour of a provider's silence, on a simulated clock, loses none and repeats none", () => {
    const result = silentHour();
    process.stdout.write(`soak: ${silentHourLine(result)}\n`);
    expect(result).toMatchObject({ alerts: 120, lost: 0, duplicates: 0 });
    expect(result.restarts).toBeGreaterThan(5);
    expect(result.attempts).toBeGreaterThan(1_000);
  });
});
