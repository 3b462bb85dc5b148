import { it } from "vitest";
import { tickTenants } from "../../../src/api/cron.ts";
import { fakeRouter, testApp } from "./harness.ts";

it("tickTenants wakes main and the tenant of every identity once, and one failure does not stop the rest", async ({
  expect,
}) => {
  const main = fakeRouter({ tick: () => Promise.reject(new Error("gone")) });
  const b = fakeRouter();
  const { deps, env, lines, tenants } = testApp({ routers: { main: main.router, b: b.router } });
  await tickTenants(deps, env);
  expect(tenants).toEqual(["main", "b"]);
  expect(b.calls).toEqual([["tick"]]);
  expect(lines).toMatchObject([{ level: "error", msg: "tick failed", tenant: "main", error: "Error: gone" }]);
});

it("tickTenants still wakes main when the configuration does not load", async ({ expect }) => {
  const { deps, env, tenants, lines } = testApp({ config: undefined });
  await tickTenants(deps, env);
  expect(tenants).toEqual(["main"]);
  expect(lines).toMatchObject([{ level: "error", msg: "configuration does not load" }]);
});
