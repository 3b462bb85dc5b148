import { describe, it } from "vitest";
import { bucketOf, type Exemplar, Exemplars } from "../../../compose/sample-app/exemplars.ts";

const bounds = [0.1, 0.5, 1];
const labels = { "http.route": "/parts/{id}", "http.response.status_code": 200 };

const made = (value: number, traceId: string): Exemplar => ({ value, timeMs: 1, traceId, spanId: "s" });

function offered(...all: readonly Exemplar[]): Exemplars {
  const exemplars = new Exemplars();
  for (const one of all) exemplars.offer("m", labels, bounds, one);
  return exemplars;
}

describe("bucketOf", () => {
  it.for([
    [0, 0],
    [0.1, 0],
    [0.100001, 1],
    [0.5, 1],
    [1, 2],
    [1.1, 3],
    [Number.POSITIVE_INFINITY, 3],
  ] as const)("puts %d into bucket %d", ([value, bucket], { expect }) => {
    expect(bucketOf(value, bounds)).toBe(bucket);
  });

  it("without bounds has one bucket", ({ expect }) => {
    expect(bucketOf(5, [])).toBe(0);
  });
});

describe("Exemplars", () => {
  it("keeps the last of each bucket, so that fast ones do not push out a slow one", ({ expect }) => {
    const exemplars = offered(made(0.7, "slow"), made(0.01, "a"), made(0.02, "b"));
    expect(exemplars.take("m", labels).map(({ traceId }) => traceId)).toEqual(["slow", "b"]);
  });

  it("gives each out once", ({ expect }) => {
    const exemplars = offered(made(0.7, "a"));
    expect(exemplars.take("m", labels)).toHaveLength(1);
    expect(exemplars.take("m", labels)).toEqual([]);
  });

  it("knows a series by its labels, whatever their order", ({ expect }) => {
    const turned = { "http.response.status_code": 200, "http.route": "/parts/{id}" };
    expect(offered(made(0.7, "a")).take("m", turned)).toHaveLength(1);
  });

  it.for([
    ["another metric", "other", labels],
    ["another status", "m", { ...labels, "http.response.status_code": 500 }],
    ["a status that is text", "m", { ...labels, "http.response.status_code": "200" }],
    ["a label more", "m", { ...labels, "error.type": "500" }],
    ["no labels", "m", {}],
  ] as const)("has none for %s", ([, metric, others], { expect }) => {
    expect(offered(made(0.7, "a")).take(metric, others)).toEqual([]);
  });
});
