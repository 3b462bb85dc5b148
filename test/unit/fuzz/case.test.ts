import { describe, expect, it } from "vitest";
import { routes } from "../../../src/api/routes.ts";
import { caseNumber, caseOf, tokenOf } from "../../e2e/fuzz/case.ts";

const cases = Array.from({ length: 4_000 }, (_, number) => caseOf(5, number));
const bodies = cases.flatMap(({ body }) => (body === undefined ? [] : [body.toString("latin1")]));
const heads = cases.map(({ path, headers }) => `${path} ${JSON.stringify(headers)}`);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("the cases of a seed", () => {
  it("are the same each time, and others with another seed or number", () => {
    expect(caseOf(5, 17)).toEqual(caseOf(5, 17));
    expect(caseOf(5, 17)).not.toEqual(caseOf(6, 17));
    expect(new Set(bodies).size).toBeGreaterThan(bodies.length * 0.9);
  });

  it("ask every route of the API", () => {
    const listed = routes.filter(({ path }) => path.startsWith("/api/v2/"));
    const asked = new Set(cases.map(({ key }) => key));
    for (const { method, path } of listed) expect(asked).toContain(`${method} ${path}`);
    for (const none of ["no such path", "no such method", "preflight"]) expect(asked).toContain(none);
  });

  it("are half of them JSON, and half not", () => {
    const share = bodies.filter(isJson).length / bodies.length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.8);
  });

  it.each([
    ["a key twice", /"(\w+)":[^,{}[\]]+,"\1":/],
    ["__proto__", /"__proto__":/],
    ["a number over all", /1e999/],
    ["a lone surrogate", /\\ud800"/],
    ["what is not UTF-8", /\xff/],
    ["a NUL", /\0|\\u0000/],
    ["a long text", /x{5000}/],
    ["a deep one", /\[{10000}/],
    ["a date that there is not", /2026-02-29/],
    ["Go's zero time", /0001-01-01T00:00:00/],
    ["a hostile expression", /\(a\+\)\+\$/],
    ["too many labels", /"l64":/],
    ["the id of a silence that is there", /@known-silence@/],
  ])("bring in bodies %s", (_, pattern) => {
    expect(bodies.some((body) => pattern.test(body))).toBe(true);
  });

  it.each([
    ["a broken escape", /%z/],
    ["an escape that is not UTF-8", /%ff/],
    ["a semicolon", /;/],
    ["a parameter again and again", /(?:active=[^&]*.*){5}/],
    ["a long query", /\?.{8000}/],
    ["a hostile expression", /\(a(?:\+|%2B)\)(?:\+|%2B)(?:\$|%24)/],
    ["an empty filter", /filter=(?:&|$| )/],
    ["a type that is none", /"Content-Type":"garbage"/],
    ["a caller that takes no JSON", /"Accept":"text\/html"/],
  ])("bring in heads %s", (_, pattern) => {
    expect(heads.filter((head) => pattern.test(head)).length).toBeGreaterThan(0);
  });

  it("can all be sent: Node takes no head over 16 KiB and no raw byte over 0x7e", () => {
    for (const { path, headers } of cases) {
      expect(path).toMatch(/^\/[\x21-\x7e]*$/);
      expect(path.length + JSON.stringify(headers).length).toBeLessThan(15_000);
    }
  });

  it("have among them some that nothing is wrong with", () => {
    const controls = cases.filter(({ isControl }) => isControl);
    expect(controls.length).toBeGreaterThan(10);
    for (const { key, body, token } of controls) {
      const posted = JSON.parse(body?.toString() ?? "");
      if (key === "POST /api/v2/alerts") expect(posted).toMatchObject([{ labels: { control: token } }]);
      else expect(posted).toMatchObject({ comment: token });
    }
    expect(new Set(controls.map(({ key }) => key)).size).toBe(2);
    expect(controls.some(({ body }) => body?.includes('"__proto__":'))).toBe(true);
  });
});

describe("a case's token", () => {
  it("tells its case, and no other text does", () => {
    const token = tokenOf(5, 17);
    expect(caseNumber(5, token)).toBe(17);
    for (const other of ["", "case-17", token.replace("17", "18"), `${token}0`, token.toUpperCase()]) {
      expect(caseNumber(5, other), other).toBeUndefined();
    }
    expect(caseNumber(6, token)).toBeUndefined();
  });
});
