import { describe, expect, it } from "vitest";
import { lineOf, summaryOf } from "./fuzz/result.ts";
import { fuzz } from "./fuzz/run.ts";
import { randomSeed } from "./harness/random.ts";

/** What takes about 20 s; a run by hand has 50,000. */
const CASES = 5_000;
const LIMIT_MS = 5 * 60_000;

const seed = Number(process.env["FARWATCH_FUZZ_SEED"] ?? randomSeed());

describe("a fuzz", () => {
  it(`of ${CASES} requests to every route of the v2 API gets no 5xx, stores no half of anything, and holds nobody up`, {
    timeout: LIMIT_MS,
  }, async () => {
    const result = await fuzz({ seed, cases: CASES, from: 0 }, () => {});
    process.stdout.write(`fuzz: ${summaryOf(result)}\n`);
    expect(result.findings.slice(0, 20).map((finding) => lineOf(result, finding))).toEqual([]);
    // What was not asked was not withstood.
    for (const status of [200, 204, 301, 400, 404, 405, 406, 413, 415, 422]) {
      expect(result.statuses.get(status) ?? 0, `answers of ${status}`).toBeGreaterThan(0);
    }
    expect(result.statuses.get(200)).toBeGreaterThan(CASES / 4);
    expect(result.latencies).toHaveLength(CASES);
  });
});
