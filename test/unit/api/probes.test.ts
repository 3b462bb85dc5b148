import { describe, it } from "vitest";
import { err, ok } from "../../../src/alert/result.ts";
import { fakeProber, LOOK, MACHINE, probeIn, testApp, testConfig } from "./harness.ts";

const url = `${MACHINE}/api/farwatch/v1/probes/site/run`;
const config = testConfig({ probes: [probeIn("other", "weur"), probeIn("site", "enam", "weur")] });

function stage(answers: Parameters<typeof fakeProber>[0] = {}) {
  const enam = fakeProber(answers);
  return { ...testApp({ config, probers: { enam: enam.prober } }), calls: enam.calls };
}

describe("POST /api/farwatch/v1/probes/:name/run", () => {
  it("answers with a look from the probe's own region, which counts", async ({ expect }) => {
    const { ask, calls, regions } = stage();
    const response = await ask(url, { method: "POST" }, "operator");
    expect([response.status, await response.json()]).toEqual([200, LOOK]);
    expect(calls).toEqual([["runNow", "site"]]);
    expect(regions).toEqual([["enam", { locationHint: "enam" }]]);
  });

  it("with debug=true answers with the steps of a run that counts for nothing", async ({ expect }) => {
    const steps = [{ atMs: 3, text: "connected" }];
    const { ask, calls } = stage({ debug: async () => ok({ result: LOOK.result, steps }) });
    const response = await ask(`${url}?debug=true`, { method: "POST" }, "operator");
    expect(await response.json()).toEqual({ result: LOOK.result, steps });
    expect(calls).toEqual([["debug", "site"]]);
  });

  it("is 404 with a sentence for a probe that is not configured", async ({ expect }) => {
    const { ask, regions } = stage();
    const response = await ask(url.replace("site", "sight"), { method: "POST" }, "operator");
    expect([response.status, await response.text()]).toEqual([
      404,
      'Cannot run the probe "sight": no such probe.\n',
    ]);
    expect(regions).toEqual([]);
  });

  it("is 404 where the prober does not know it: an older version may still run there", async ({ expect }) => {
    const message = 'Cannot run probe "site": no such probe';
    const { ask } = stage({ runNow: async () => err({ kind: "unknown_probe", message }) });
    const response = await ask(url, { method: "POST" }, "operator");
    expect([response.status, await response.text()]).toEqual([404, `${message}.\n`]);
  });

  it("shows another tenant nothing of main's probes", async ({ expect }) => {
    const { ask, regions } = stage();
    expect((await ask(url, { method: "POST" }, "tenantB")).status).toBe(404);
    expect(regions).toEqual([]);
  });

  it("is for operators alone", async ({ expect }) => {
    const { ask } = stage();
    for (const who of ["viewer", "ingest", "scrape"] as const)
      expect((await ask(url, { method: "POST" }, who)).status).toBe(403);
  });
});
