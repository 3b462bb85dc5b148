import { describe, it } from "vitest";
import { missingSecrets, PROBER_OVERDUE_MS } from "../../../src/api/health.ts";
import type { Env } from "../../../src/env.ts";
import { fakeProber, fakeRouter, MACHINE, probeIn, testApp, testConfig } from "./harness.ts";

const ready = `${MACHINE}/-/ready`;

describe("GET /-/ready", () => {
  it("is 200 when the router is ready and no secret is missing", async ({ expect }) => {
    const { ask, tenants } = testApp();
    const response = await ask(ready);
    expect([response.status, await response.text()]).toEqual([200, "OK\n"]);
    expect(tenants).toEqual(["main"]);
  });

  it("names a missing secret, and no value", async ({ expect }) => {
    const config = testConfig({}, ["SLACK_API_URL", "SMTP_AUTH_PASSWORD"]);
    const { ask } = testApp({ config, env: { SLACK_API_URL: "https://hooks.slack.com/services/x" } });
    const response = await ask(ready);
    expect([response.status, await response.text()]).toEqual([
      503,
      "not ready\nThe secret SMTP_AUTH_PASSWORD is not set.\n",
    ]);
  });

  const unready = [
    {
      name: "says why",
      answer: async () => ({ ready: false, reasons: ["An alarm is lost."] }),
      says: "An alarm is lost.",
    },
    {
      name: "says something when it gives no reason",
      answer: async () => ({ ready: false, reasons: [] }),
      says: "The router is not ready.",
    },
    {
      name: "throws, without telling what",
      answer: () => Promise.reject(new Error("internal")),
      says: "The router does not answer.",
    },
  ];
  it.for(unready)("is 503 when the router $name", async ({ answer, says }, { expect }) => {
    const { router } = fakeRouter({ ready: answer });
    const response = await testApp({ routers: { main: router } }).ask(ready);
    expect([response.status, await response.text()]).toEqual([503, `not ready\n${says}\n`]);
  });
});

describe("GET /-/ready with probes", () => {
  const config = testConfig({ probes: [probeIn("a", "weur", "enam")] });
  const cases = [
    { name: "is 200 when none is late", lateMs: async () => 0, want: [200, "OK\n"] },
    {
      name: "is 200 when one is a little late",
      lateMs: async () => PROBER_OVERDUE_MS - 1,
      want: [200, "OK\n"],
    },
    {
      name: "is 503 when a prober's alarm is lost",
      lateMs: async () => PROBER_OVERDUE_MS,
      want: [503, "not ready\nThe probes of region weur are 120 s overdue.\n"],
    },
    {
      name: "is 503 when a prober does not answer, without telling why",
      lateMs: () => Promise.reject(new Error("internal")),
      want: [503, "not ready\nThe prober of region weur does not answer.\n"],
    },
  ];
  it.for(cases)("$name", async ({ lateMs, want }, { expect }) => {
    const { prober } = fakeProber({ lateMs });
    const response = await testApp({ config, probers: { weur: prober } }).ask(ready);
    expect([response.status, await response.text()]).toEqual(want);
  });
});

describe("missingSecrets", () => {
  const config = testConfig({}, ["A", "B"]);
  const cases = [
    { name: "all on Cloudflare", env: {}, want: ["A", "B"] },
    { name: "the one that is empty", env: { A: "", B: "b" }, want: ["A"] },
    { name: "none when all are set", env: { A: "a", B: "b" }, want: [] },
    {
      name: "none on a local edge where none is set: the console speaks for them",
      env: { FARWATCH_EDGE: "local" },
      want: [],
    },
    {
      name: "the rest on a local edge where one is set",
      env: { FARWATCH_EDGE: "local", A: "a" },
      want: ["B"],
    },
  ];
  it.for(cases)("lists $name", ({ env, want }, { expect }) => {
    // No router is asked here.
    expect(missingSecrets(config, env as unknown as Env)).toEqual(want);
  });
});

describe("a secret of the watch", () => {
  const config = testConfig({ externalHeartbeatUrl: { env: "HC_URL" } }, ["A"]);
  const cases = [
    { name: "is missing on Cloudflare beside the receivers'", env: {}, want: ["A", "HC_URL"] },
    {
      name: "is missing on a local edge, where the console speaks for the receivers alone",
      env: { FARWATCH_EDGE: "local" },
      want: ["HC_URL"],
    },
    {
      name: "does not make the receivers' missing on a local edge when it is set",
      env: { FARWATCH_EDGE: "local", HC_URL: "u" },
      want: [],
    },
  ];
  it.for(cases)("$name", ({ env, want }, { expect }) => {
    // No router is asked here.
    expect(missingSecrets(config, env as unknown as Env)).toEqual(want);
  });
});

describe("a configuration that does not load", () => {
  const diagnostics = [
    { severity: "error", file: "config/routing.yaml", line: 3, column: 1, message: "no route" },
  ] as const;
  const paths = [
    "/-/ready",
    "/-/healthy",
    "/metrics",
    "/webhook/alertmanager",
    "/runbooks/DiskFull",
    "/nope",
  ];

  it.for(paths)("makes %s answer 503, to everybody and with every method", async (path, { expect }) => {
    const { ask, tenants } = testApp({ config: undefined, diagnostics });
    for (const method of ["GET", "POST"]) {
      const response = await ask(MACHINE + path, { method }, "operator");
      expect(response.status).toBe(503);
      expect(await response.text()).toMatch(/^not ready\n/);
    }
    expect(tenants).toEqual([]);
  });

  it("is logged once, with the place", async ({ expect }) => {
    const { ask, lines } = testApp({ config: undefined, diagnostics });
    await ask(ready);
    await ask(ready);
    expect(lines).toMatchObject([{ level: "error", msg: "configuration does not load", diagnostics }]);
  });
});
