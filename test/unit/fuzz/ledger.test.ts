import { describe, expect, it } from "vitest";
import { type FuzzCase, tokenOf } from "../../e2e/fuzz/case.ts";
import { Ledger, type Listed } from "../../e2e/fuzz/ledger.ts";
import type { Answer } from "../../e2e/fuzz/sender.ts";

const SEED = 3;
const ID = "11111111-2222-3333-4444-555555555555";
const OTHER = "99999999-2222-3333-4444-555555555555";

function posted(number: number, key: string, control?: unknown): FuzzCase {
  const token = tokenOf(SEED, number);
  const isControl = control !== undefined;
  const body = Buffer.from(JSON.stringify(control ?? {}));
  return { number, token, key, method: "POST", path: "", headers: {}, isControl, body };
}

function answered(status: number, text = ""): Answer {
  return { status, text, type: null, vary: null, cacheControl: null, ms: 1 };
}

const ALERTS = "POST /api/v2/alerts";
const SILENCES = "POST /api/v2/silences";
const alert = (number: number, control?: string) => ({
  fingerprint: `${number}`,
  labels: control === undefined ? {} : { control },
  annotations: { fuzz: tokenOf(SEED, number) },
});

const silenceOf = (id: string, number: number) => ({
  id,
  comment: tokenOf(SEED, number),
  createdBy: "fuzz",
  matchers: [{ name: "a", value: "b", isRegex: false, isEqual: true }],
});

/** After these cases, what is listed; each alert in a group unless said otherwise. */
function faults(
  entered: readonly (readonly [FuzzCase, Answer])[],
  { alerts = [], silences = [], groups = [{ alerts }] }: Partial<Listed>,
): string[] {
  const ledger = new Ledger(SEED);
  for (const [one, answer] of entered) ledger.enter(one, answer);
  return ledger.faultsOf({ alerts, groups, silences });
}

describe("what is stored", () => {
  it.each([
    ["that was taken", answered(200)],
    ["whose body was half good", answered(400, '"at least one label pair required"\n')],
  ])("may be an alert %s", (_, answer) => {
    expect(faults([[posted(1, ALERTS), answer]], { alerts: [alert(1)] })).toEqual([]);
  });

  it.each([
    ["for its body", answered(400, '{"code":400,"message":"no"}')],
    ["for its type", answered(415, '{"code":415,"message":"no"}')],
    ["for what it lacks", answered(422, '{"code":602,"message":"no"}')],
    ["for its size", answered(413, '{"code":413,"message":"no"}')],
    ["by a failure", answered(503, '"no"')],
  ])("may be nothing that was refused %s", (_, answer) => {
    const token = tokenOf(SEED, 1);
    const want = [`${token} was refused and is stored`];
    expect(faults([[posted(1, ALERTS), answer]], { alerts: [alert(1)] })).toEqual(want);
  });

  it("may be what was refused first and taken when it was sent again", () => {
    const one = posted(1, ALERTS);
    const entered = [[one, answered(503)] as const, [one, answered(200)] as const];
    expect(faults(entered, { alerts: [alert(1)] })).toEqual([]);
  });

  it("may be an alert of a token that no case has", () => {
    const alerts = [{ fingerprint: "1", labels: {}, annotations: { fuzz: "case-1-x" } }];
    expect(faults([[posted(1, ALERTS), answered(415)]], { alerts })).toEqual([]);
  });

  it("must be every control that was taken, as it was posted", () => {
    const { labels, annotations } = alert(1, tokenOf(SEED, 1));
    const one = posted(1, ALERTS, [{ annotations, labels: { ...labels, a: "b" } }]);
    const entered = [[one, answered(200)] as const];
    const whole = { ...alert(1), labels: { a: "b", ...labels } };
    expect(faults(entered, { alerts: [] })).toEqual([`${one.token} is lost`]);
    expect(faults(entered, { alerts: [whole] })).toEqual([]);
    expect(faults(entered, { alerts: [{ ...whole, labels }] })[0]).toContain("is stored as");
    expect(faults(entered, { alerts: [{ ...whole, annotations: {} }] })[0]).toContain("is stored as");
  });

  it("must be a control that is a silence as it was posted, where nobody wrote over it", () => {
    const silence = silenceOf(ID, 1);
    const one = posted(1, SILENCES, { ...silence, annotations: { a: "b" } });
    const entered = [[one, answered(200, `{"silenceID":"${ID}"}`)] as const];
    const whole = { ...silence, annotations: { a: "b" } };
    expect(faults(entered, { silences: [whole] })).toEqual([]);
    expect(faults(entered, { silences: [silenceOf(ID, 2)] })).toEqual([]);
    for (const half of [silence, { ...whole, matchers: [] }, { ...whole, createdBy: "" }]) {
      expect(faults(entered, { silences: [half] })[0]).toContain("is stored as");
    }
  });

  it("must be in both lists of alerts", () => {
    expect(faults([], { alerts: [alert(1)], groups: [] })).toEqual(["alert 1 is in one of two lists"]);
    expect(faults([], { alerts: [], groups: [{ alerts: [alert(1)] }] })).toEqual([
      "alert 1 is in one of two lists",
    ]);
  });

  it("must be the silences that were answered, each once", () => {
    const entered = [[posted(1, SILENCES), answered(200, `{"silenceID":"${ID}"}`)] as const];
    const silence = (id: string) => silenceOf(id, 1);
    expect(faults(entered, { silences: [silence(ID)] })).toEqual([]);
    expect(faults(entered, { silences: [] })).toEqual([`silence ${ID} is lost`]);
    expect(faults(entered, { silences: [silence(ID), silence(OTHER)] })).toEqual([
      `silence ${OTHER} was never answered`,
    ]);
    expect(faults(entered, { silences: [silence(ID), silence(ID)] })).toEqual(["a silence is listed twice"]);
  });

  it("may be no silence that was refused", () => {
    const entered = [[posted(1, SILENCES), answered(400, '"no"')] as const];
    const silences = [silenceOf(ID, 1)];
    expect(faults(entered, { silences })).toEqual([
      `${tokenOf(SEED, 1)} was refused and is stored`,
      `silence ${ID} was never answered`,
    ]);
  });
});
