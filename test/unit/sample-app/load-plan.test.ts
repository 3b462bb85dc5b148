import { describe, it } from "vitest";
import { loadOf, MAX_RATE, MAX_SECONDS, planOf, summaryOf } from "../../../compose/sample-app/load-plan.ts";

describe("planOf", () => {
  const plan = planOf({ seconds: 60, rate: 5 });

  it("is as many requests as were asked for, evenly", ({ expect }) => {
    expect(plan).toHaveLength(300);
    expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map((_, index) => index * 200));
  });

  it("takes rates below one a second", ({ expect }) => {
    expect(planOf({ seconds: 10, rate: 0.5 }).map(({ atMs }) => atMs)).toEqual([0, 2000, 4000, 6000, 8000]);
  });

  it.for([
    ["GET /report", 1],
    ["GET /returns", 1],
    ["GET /parts/0", 1],
    ["POST /orders", 3],
  ] as const)("asks %s %d times in any twenty", ([wanted, times], { expect }) => {
    for (const from of [0, 7, 100]) {
      const asked = plan.slice(from, from + 20).map(({ method, path }) => `${method} ${path}`);
      expect(asked.filter((one) => one === wanted)).toHaveLength(times);
    }
  });

  it("orders what is there", ({ expect }) => {
    const bodies = plan.flatMap(({ body }) => (body === undefined ? [] : [JSON.parse(body)]));
    for (const { part, quantity } of bodies) {
      expect(part).toBeGreaterThanOrEqual(1);
      expect(part).toBeLessThanOrEqual(100);
      expect([1, 2, 3]).toContain(quantity);
    }
    expect(bodies).toHaveLength(45);
  });
});

describe("loadOf", () => {
  it("is a minute of five a second unless told otherwise", ({ expect }) => {
    expect(loadOf()).toEqual({ seconds: 60, rate: 5 });
    expect(loadOf("10", "0.5")).toEqual({ seconds: 10, rate: 0.5 });
    expect(loadOf(`${MAX_SECONDS}`, `${MAX_RATE}`)).toEqual({ seconds: MAX_SECONDS, rate: MAX_RATE });
  });

  it.for([
    ["0", "5", "--seconds", "0"],
    ["", "5", "--seconds", ""],
    ["1m", "5", "--seconds", "1m"],
    [`${MAX_SECONDS + 1}`, "5", "--seconds", `${MAX_SECONDS + 1}`],
    ["60", "-1", "--rate", "-1"],
    ["60", "NaN", "--rate", "NaN"],
    ["60", `${MAX_RATE + 1}`, "--rate", `${MAX_RATE + 1}`],
  ] as const)("refuses %s s at %s", ([seconds, rate, name, value], { expect }) => {
    expect(() => loadOf(seconds, rate)).toThrow(`Cannot read ${name} ${JSON.stringify(value)}: expected`);
  });
});

describe("summaryOf", () => {
  it("counts by what came of it", ({ expect }) => {
    const statuses = [200, 201, 304, 404, 409, 500, 502, 503, undefined];
    const outcomes = statuses.map((status, at) => ({ ms: at * 10.4, ...(status && { status }) }));
    expect(summaryOf(outcomes)).toBe(
      "9 requests, 3 went well, 2 were refused, 3 failed, 1 got no answer, the slowest took 83 ms",
    );
  });

  it("of nothing says so", ({ expect }) => {
    expect(summaryOf([])).toMatch(/^0 requests, 0 went well, .*, the slowest took 0 ms$/);
  });
});
