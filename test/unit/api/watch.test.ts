import { describe, it } from "vitest";
import { fakeRouter, MACHINE, testApp } from "./harness.ts";

const pages = [
  { path: "/api/farwatch/v1/watch", method: "watch" },
  { path: "/api/farwatch/v1/uptime", method: "uptime" },
] as const;

describe.for(pages)("GET $path", ({ path, method }) => {
  it("answers with what the router of the caller's tenant says", async ({ expect }) => {
    const said = { of: method };
    // Any JSON will do: the front hands it on.
    const b = fakeRouter({ [method]: async () => said });
    const { ask, tenants } = testApp({ routers: { b: b.router } });
    const response = await ask(MACHINE + path, {}, "tenantB");
    expect([response.status, await response.json()]).toEqual([200, said]);
    expect(response.headers.get("Content-Type")).toMatch(/^application\/json/);
    expect([tenants, b.calls]).toEqual([["b"], [[method]]]);
  });

  it("is for viewers and operators", async ({ expect }) => {
    const { ask } = testApp();
    const callers = ["viewer", "operator", "ingest", "scrape", "none"] as const;
    const statuses = callers.map(async (who) => (await ask(MACHINE + path, {}, who)).status);
    expect(await Promise.all(statuses)).toEqual([200, 200, 403, 403, 403]);
  });
});
