import { describe, expect, it } from "vitest";
import { caseOf } from "../../e2e/fuzz/case.ts";
import { curlOf } from "../../e2e/fuzz/repro.ts";
import { lineOf, quantile, summaryOf } from "../../e2e/fuzz/result.ts";
import type { Answer, Outgoing } from "../../e2e/fuzz/sender.ts";
import { SLOW_MS, Span } from "../../e2e/fuzz/span.ts";
import { faultOf } from "../../e2e/fuzz/verdict.ts";
import { Description } from "../../e2e/harness/openapi.ts";

const description = new Description();
const head = { type: "application/json", vary: "Origin", cacheControl: "no-store", ms: 1 };
const refusal: Answer = { ...head, status: 422, text: '{"code":602,"message":"no"}' };
const empty: Answer = { ...head, status: 200, text: "[]\n" };

/** The first case of the seed that is of this kind. */
function first(key: string, isControl = false) {
  for (let number = 0; ; number += 1) {
    const one = caseOf(1, number);
    if (one.key === key && one.isControl === isControl) return one;
  }
}

/** What a span finds of one case where everything is answered by `answer`, and lists are empty. */
async function spanOf(key: string, answer: (outgoing: Outgoing, tries: number) => Answer, isControl = false) {
  const one = first(key, isControl);
  let tries = 0;
  const isList = ({ path }: Outgoing) => /^\/api\/v2\/(?:alerts|alerts\/groups|silences)$/.test(path);
  const send = async (outgoing: Outgoing) =>
    outgoing.method === "GET" && isList(outgoing) ? empty : answer(outgoing, ++tries);
  const span = new Span("https://edge", 1, { send }, description);
  await span.run(one.number, one.number + 1);
  return { span, one, tries };
}

describe("a span of cases", () => {
  it("finds nothing where all is as described", async () => {
    const { span } = await spanOf("POST /api/v2/silences", () => refusal);
    expect(span.findings).toEqual([]);
    expect([...span.statuses]).toEqual([[422, 1]]);
  });

  const wrong: readonly { name: string; key: string; answer: Answer; isControl?: boolean; what: RegExp }[] = [
    {
      name: "a 5xx",
      key: "POST /api/v2/alerts",
      answer: { ...refusal, status: 503, text: '"x"' },
      what: /answered 503/,
    },
    {
      name: "a status",
      key: "POST /api/v2/silences",
      answer: { ...refusal, status: 418 },
      what: /418, which is not/,
    },
    {
      name: "a shape",
      key: "POST /api/v2/silences",
      answer: { ...refusal, text: '{"no":1}' },
      what: /as described/,
    },
    {
      name: "half a JSON",
      key: "POST /api/v2/silences",
      answer: { ...refusal, text: '{"code":' },
      what: /no JSON/,
    },
    {
      name: "a cache",
      key: "POST /api/v2/alerts",
      answer: { ...refusal, cacheControl: null },
      what: /may be kept/,
    },
    {
      name: "a type",
      key: "POST /api/v2/alerts",
      answer: { ...refusal, type: "text/plain" },
      what: /of type/,
    },
    {
      name: "a control refused",
      key: "POST /api/v2/alerts",
      answer: refusal,
      isControl: true,
      what: /is valid/,
    },
    { name: "a path", key: "no such path", answer: { ...refusal, status: 400 }, what: /is no route/ },
  ];
  it.each(wrong)("finds $name, and how to send it again", async ({ key, answer, isControl, what }) => {
    const { span, one } = await spanOf(key, () => answer, isControl);
    expect(span.findings).toHaveLength(1);
    expect(span.findings[0]?.what).toMatch(what);
    expect(span.findings[0]).toMatchObject({ number: one.number, repro: expect.stringContaining("curl") });
  });

  it("finds what is not answered at all", async () => {
    const { span } = await spanOf("POST /api/v2/alerts", () => {
      throw new Error("ECONNRESET");
    });
    expect(span.findings[0]?.what).toContain("was not answered: Error: ECONNRESET");
  });

  const slow = { ...refusal, ms: SLOW_MS + 1 };
  it("sends a slow request again alone, and lets it be where that is fast", async () => {
    const { span, one, tries } = await spanOf("POST /api/v2/silences", (_, count) =>
      count === 1 ? slow : refusal,
    );
    expect([span.findings, span.repeated, tries]).toEqual([[], 1, 2]);
    expect(span.latencies).toEqual([SLOW_MS + 1]);
    expect(span.worst).toEqual({ ms: SLOW_MS + 1, what: `case ${one.number}, ${one.key}` });
  });

  it("finds one that is slow each time", async () => {
    const { span, tries } = await spanOf("POST /api/v2/silences", () => slow);
    expect(span.findings.map(({ what }) => what)).toEqual([
      "POST /api/v2/silences took 251 ms, and alone 251 ms",
    ]);
    expect([span.repeated, tries]).toEqual([1, 4]);
  });

  it("cannot go on where what is stored cannot be read", async () => {
    const send = async ({ method }: Outgoing) =>
      method === "GET" ? { ...empty, text: '[{"id":1}]' } : refusal;
    const span = new Span("https://edge", 1, { send }, description);
    await expect(span.run(0, 1)).rejects.toThrow("Cannot read back /api/v2/alerts");
  });
});

describe("a verdict", () => {
  it("takes of a request that no route serves whatever says so", () => {
    const one = first("no such path");
    for (const status of [301, 404, 405]) {
      expect(faultOf(one, { ...refusal, status }, description)).toBeUndefined();
    }
    expect(faultOf(one, { ...refusal, status: 500 }, description)).toContain("500");
  });
});

describe("a finding", () => {
  it("is a line for a shell, whatever bytes it has", () => {
    const outgoing = { method: "POST", path: "/api/v2/alerts?a='", headers: { Accept: "", "X-A": "b" } };
    const want = `-X POST -H 'Accept;' -H 'X-A: b'`;
    const target = `'https://edge/api/v2/alerts?a='\\'''`;
    expect(curlOf("https://edge", outgoing)).toMatch(/^curl -sS -i --path-as-is /);
    expect(curlOf("https://edge", outgoing)).toContain(`${want} ${target}`);
    const body = Buffer.from([0, 255]);
    expect(curlOf("https://edge", { ...outgoing, body })).toMatch(
      /^echo AP8= \| base64 -d \| curl .* --data-binary @- /,
    );
  });

  const result = {
    seed: 9,
    cases: 1000,
    findings: [],
    latencies: Float64Array.from({ length: 1000 }, (_, index) => index + 1),
    worst: { ms: 1000, what: "case 7, GET /x" },
    repeated: 2,
    statuses: new Map([
      [400, 10],
      [200, 990],
    ]),
    elapsedMs: 4_000,
  };

  it("says its seed and case", () => {
    expect(lineOf(result, { number: 7, what: "is wrong", repro: "curl" })).toBe(
      "seed 9 case 7: is wrong\n  curl",
    );
    expect(lineOf(result, { number: undefined, what: "is wrong" })).toBe("seed 9: is wrong");
  });

  it("stands under the figures of the run", () => {
    expect(summaryOf(result)).toBe(
      [
        "1000 cases of seed 9 in 4 s, 250 a second",
        "answers 200: 990, 400: 10",
        "p50 501.0 ms, p99 991.0 ms, p99.9 1000.0 ms, worst 1000.0 ms (case 7, GET /x); 2 repeated alone",
        "0 findings",
      ].join("\n"),
    );
    expect(quantile(Float64Array.of(), 0.5)).toBe(0);
  });
});
