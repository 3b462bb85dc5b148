import { describe, expect, it } from "vitest";
import { differential } from "./differential/run.ts";
import { summaryOf } from "./differential/summary.ts";
import { findUpstream } from "./differential/upstream.ts";
import { randomSeed } from "./harness/random.ts";

const CASES = 20;
/** One round takes half a minute; each repetition at a slower tempo twice as long as the one before. */
const LIMIT_MS = 15 * 60_000;

const seed = Number(process.env["FARWATCH_DIFFERENTIAL_SEED"] ?? randomSeed());

const upstream = await findUpstream(process.env).catch((error: Error) => {
  process.stderr.write(`e2e: the differential is skipped: ${error.message.split("\n")[0]}\n`);
  return undefined;
});

describe.skipIf(upstream === undefined)("Farwatch and Alertmanager", () => {
  it(`agree in ${CASES} random cases, seed ${seed}`, { timeout: LIMIT_MS }, async () => {
    const result = await differential(upstream ?? "", { seed, cases: CASES }, () => {});
    process.stdout.write(`differential: ${summaryOf(result)}\n`);
    expect(result.disagreements.join("\n")).toBe("");
    // Cases in which nothing is told agree in nothing.
    expect(result.notifications).toBeGreaterThan(4 * CASES);
  });
});
