import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, it } from "vitest";
import { MAX_BODY_BYTES } from "../../src/alert/webhook.ts";
import worker from "../../src/index.ts";
import { ask, certificateOf } from "./callers.ts";

const ingest = certificateOf("alertmanager");
const url = "/webhook/alertmanager";

async function counted(sample: string): Promise<number> {
  const text = await (await ask("/metrics", { certificate: certificateOf("scraper") })).text();
  const line = text.split("\n").find((one) => one.startsWith(`${sample} `));
  return Number(line?.slice(sample.length + 1) ?? 0);
}

describe("the Worker", () => {
  it("is healthy and ready with the shipped configuration", async ({ expect }) => {
    for (const path of ["/-/healthy", "/-/ready"]) {
      const response = await ask(path);
      expect([response.status, await response.text()], path).toEqual([200, "OK\n"]);
    }
  });

  it("serves the bundled runbooks", async ({ expect }) => {
    const response = await ask("/runbooks/FarwatchIntakeRefused");
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toContain("<h1>FarwatchIntakeRefused</h1>");
    expect(await (await ask("/runbooks/")).text()).toContain('<a href="/runbooks/FarwatchIntakeRefused">');
    expect((await ask("/runbooks/TEMPLATE")).status).toBe(404);
  });

  it("shows a routing file without its comments at /api/v2/status", async ({ expect }) => {
    const response = await ask("/api/v2/status", { certificate: certificateOf("viewer") });
    const { config } = await response.json<{ config: { original: string } }>();
    expect(config.original).toMatch(/^route:/m);
    expect(config.original).not.toMatch(/^ *#/m);
    expect(config.original).toMatch(/^ {4}webhook_url: <secret>$/m);
  });

  it("names the Alertmanager that it stands for once in /metrics", async ({ expect }) => {
    const text = await (await ask("/metrics", { certificate: certificateOf("scraper") })).text();
    expect(text.match(/^alertmanager_build_info.*$/gm)).toEqual([
      'alertmanager_build_info{version="0.33.1"} 1',
    ]);
  });

  const refused = [
    { name: "too large", body: "x".repeat(MAX_BODY_BYTES + 1), status: 413, reason: "too_large" },
    { name: "not UTF-8", body: new Uint8Array([0xc3, 0x28]), status: 400, reason: "malformed" },
    { name: "not JSON", body: "{", status: 400, reason: "malformed" },
    { name: "of another version", body: '{"version":"3","alerts":[]}', status: 400, reason: "wrong_version" },
  ];
  it.for(refused)(
    "refuses a body that is $name in a sentence, and counts it",
    async ({ body, status, reason }, { expect }) => {
      const sample = `farwatch_intake_refused_total{reason="${reason}"}`;
      const before = await counted(sample);
      const response = await ask(url, { method: "POST", body, certificate: ingest });
      expect(response.status).toBe(status);
      expect(await response.text()).toMatch(/^Cannot .+\.\n$/s);
      // What the front refuses is told to the router after the answer.
      await expect.poll(() => counted(sample)).toBe(before + 1);
    },
  );

  it("wakes the routers each minute", async ({ expect }) => {
    const ctx = createExecutionContext();
    const controller = createScheduledController({ scheduledTime: new Date(), cron: "* * * * *" });
    await expect(worker.scheduled(controller, env, ctx)).resolves.toBeUndefined();
    await waitOnExecutionContext(ctx);
  });
});
