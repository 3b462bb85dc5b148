import { describe, it } from "vitest";
import type { HttpModule } from "../../../../src/config/config.ts";
import {
  judgeAnswer,
  MAX_BODY_BYTES,
  MAX_SHOWN_LENGTH,
  needsBody,
} from "../../../../src/watch/probe/http-answer.ts";
import { httpModule } from "./modules.ts";

interface Given {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  readonly isCut?: boolean;
}

function judge(
  changes: Partial<HttpModule>,
  { status = 200, headers = {}, text = "", isCut = false }: Given,
) {
  return judgeAnswer(httpModule(changes), { status, headers: new Headers(headers), body: { text, isCut } });
}

const rule = (header: string, regexp: string, allowMissing = false) => ({ header, regexp, allowMissing });

describe("judgeAnswer", () => {
  const statuses = [
    [[], 200, undefined],
    [[], 299, undefined],
    [[], 199, "Status 199, expected 200 to 299"],
    [[], 301, "Status 301, expected 200 to 299"],
    [[401, 403], 401, undefined],
    [[401, 403], 200, "Status 200, expected 401, 403"],
  ] as const;
  it.for(statuses)("valid %j, answered %s: %s", ([validStatusCodes, status, fault], { expect }) => {
    expect(judge({ validStatusCodes }, { status })).toBe(fault);
  });

  const headers = [
    [{ failIfHeaderMatches: [rule("x", "bad")] }, { x: "not bad" }, 'Header x matches "bad"'],
    [{ failIfHeaderMatches: [rule("X", "bad")] }, { x: "good" }, undefined],
    [{ failIfHeaderMatches: [rule("x", "bad")] }, {}, "Header x is missing"],
    [{ failIfHeaderMatches: [rule("x", "bad", true)] }, {}, undefined],
    [{ failIfHeaderNotMatches: [rule("x", "^good$")] }, { x: "goods" }, 'Header x does not match "^good$"'],
    [{ failIfHeaderNotMatches: [rule("x", "^good$")] }, { x: "good" }, undefined],
    [{ failIfHeaderNotMatches: [rule("x", "good")] }, {}, "Header x is missing"],
    [{ failIfHeaderNotMatches: [rule("x", "good", true)] }, {}, undefined],
  ] as const;
  it.for(headers)("%j of %j: %s", ([changes, given, fault], { expect }) => {
    expect(judge(changes, { headers: given })).toBe(fault);
  });

  const bodies = [
    [{ failIfBodyMatches: ["Error"] }, "an Error", 'Body matches "Error"'],
    [{ failIfBodyMatches: ["Error"] }, "all well", undefined],
    [{ failIfBodyNotMatches: ["well", "ill"] }, "all well", 'Body does not match "ill"'],
    [{ failIfBodyNotMatches: ["(?m)^b$"] }, "a\nb\nc", undefined],
  ] as const;
  it.for(bodies)("%j of %j: %s", ([changes, text, fault], { expect }) => {
    expect(judge(changes, { text })).toBe(fault);
  });

  const document = JSON.stringify({ status: "ok", data: { result: [{ value: 1.5, is: true, none: null }] } });
  const json = [
    ["status", "ok", undefined],
    ["status", "bad", 'JSON status is "ok", expected "bad"'],
    ["data.result.0.value", "1.5", undefined],
    ["data.result.0.is", "true", undefined],
    ["data.result.0.none", "null", undefined],
    ["data.result.0", '{"value":1.5,"is":true,"none":null}', undefined],
    ["data.result.1.value", "1", "JSON has no data.result.1.value"],
    ["data.result.length", "1", undefined],
    ["status.length", "2", "JSON has no status.length"],
    ["constructor", "x", "JSON has no constructor"],
    ["__proto__", "x", "JSON has no __proto__"],
  ] as const;
  it.for(json)("JSON %s = %s: %s", ([path, equals, fault], { expect }) => {
    expect(judge({ failIfJsonNotEquals: [{ path, equals }] }, { text: document })).toBe(fault);
  });

  it("JSON that is none, or that was cut, fails", ({ expect }) => {
    const failIfJsonNotEquals = [{ path: "a", equals: "1" }];
    expect(judge({ failIfJsonNotEquals }, { text: "<html>" })).toBe("Body is not JSON");
    const cut = `Body is over ${MAX_BODY_BYTES} bytes, so its JSON is not read`;
    expect(judge({ failIfJsonNotEquals }, { text: '{"a":1}', isCut: true })).toBe(cut);
  });

  it("shows no more of a value than a phone does", ({ expect }) => {
    const text = JSON.stringify({ a: "x".repeat(5_000) });
    const fault = judge({ failIfJsonNotEquals: [{ path: "a", equals: "1" }] }, { text });
    expect(fault).toBe(`JSON a is "${"x".repeat(MAX_SHOWN_LENGTH)}…", expected "1"`);
  });

  it("the status speaks first", ({ expect }) => {
    expect(judge({ failIfBodyMatches: ["x"] }, { status: 500, text: "x" })).toMatch(/^Status 500/);
  });
});

it("needsBody: only when something is asked of it", ({ expect }) => {
  expect(needsBody(httpModule({ maxLatencyMs: 1 }))).toBe(false);
  expect(needsBody(httpModule({ failIfBodyMatches: ["x"] }))).toBe(true);
  expect(needsBody(httpModule({ failIfBodyNotMatches: ["x"] }))).toBe(true);
  expect(needsBody(httpModule({ failIfJsonNotEquals: [{ path: "a", equals: "b" }] }))).toBe(true);
});
