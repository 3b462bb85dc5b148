import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { MAX_TICKS_PER_PROBER, runMinute, tickTenants } from "../../../src/api/cron.ts";
import { EXTERNAL_HEARTBEAT_TIMEOUT_MS } from "../../../src/api/external-heartbeat.ts";
import { fakeProber, fakeRouter, probeIn, type TestOptions, testApp, testConfig } from "./harness.ts";

const URL_OUTSIDE = "https://hc.example.org/ping/secret-id";
const DSN = "https://publickey@sentry.example.org/7";

/** What was fetched, and what is answered to it. */
const fetched: { url: string; body: unknown }[] = [];
let answer: (signal: AbortSignal | null | undefined) => Promise<Response>;

beforeEach(() => {
  fetched.length = 0;
  answer = async () => new Response("OK");
  vi.stubGlobal("fetch", (url: string, init: RequestInit = {}) => {
    fetched.push({ url: String(url), body: init.body });
    return answer(init.signal);
  });
});
afterEach(() => void vi.unstubAllGlobals());

async function minute(options: TestOptions = {}) {
  const app = testApp(options);
  await runMinute(app.deps, app.env, app.ctx);
  await app.settled();
  return app;
}

describe("tickTenants", () => {
  it("wakes main and the tenant of every identity once, and one failure does not stop the rest", async ({
    expect,
  }) => {
    const main = fakeRouter({ tick: () => Promise.reject(new Error("gone")) });
    const b = fakeRouter();
    const { deps, env, lines, tenants } = testApp({ routers: { main: main.router, b: b.router } });
    expect(await tickTenants(deps, env)).toBe(false);
    expect(tenants).toEqual(["main", "b"]);
    expect(b.calls).toEqual([["tick"]]);
    expect(lines).toMatchObject([
      { level: "error", msg: "tick failed", tenant: "main", error: "Error: gone" },
    ]);
  });

  it("still wakes main when the configuration does not load", async ({ expect }) => {
    const { deps, env, tenants, lines } = testApp({ config: undefined });
    expect(await tickTenants(deps, env)).toBe(true);
    expect(tenants).toEqual(["main"]);
    expect(lines).toMatchObject([{ level: "error", msg: "configuration does not load" }]);
  });
});

describe("each minute", () => {
  const config = testConfig({ probes: [probeIn("a", "weur", "enam"), probeIn("b", "me")] });

  it("wakes the routers and the prober of each region that runs probes", async ({ expect }) => {
    const [weur, me] = [fakeProber(), fakeProber()];
    const { tenants, regions } = await minute({ config, probers: { weur: weur.prober, me: me.prober } });
    expect(tenants).toEqual(["main", "b"]);
    expect(regions.map(([region]) => region)).toEqual(["weur", "me"]);
    expect([weur.calls, me.calls]).toEqual([[["tick"]], [["tick"]]]);
  });

  it("asks a prober again while more is due than one call may start", async ({ expect }) => {
    let more = 3;
    const weur = fakeProber({ tick: async () => more-- > 0 });
    await minute({ config, probers: { weur: weur.prober } });
    expect(weur.calls).toHaveLength(4);
  });

  it("does not ask a prober for ever", async ({ expect }) => {
    const weur = fakeProber({ tick: async () => true });
    await minute({ config, probers: { weur: weur.prober } });
    expect(weur.calls).toHaveLength(MAX_TICKS_PER_PROBER);
  });

  it("does not let one region that fails keep the others from it", async ({ expect }) => {
    const weur = fakeProber({ tick: () => Promise.reject(new Error("gone")) });
    const me = fakeProber();
    const { lines } = await minute({ config, probers: { weur: weur.prober, me: me.prober } });
    expect(me.calls).toEqual([["tick"]]);
    expect(lines).toMatchObject([{ level: "error", msg: "tick failed", region: "weur" }]);
  });
});

describe("external_heartbeat_url", () => {
  const config = testConfig({ externalHeartbeatUrl: { env: "HC_URL" } });
  const env = { HC_URL: URL_OUTSIDE };

  it.for([
    { name: "from a secret", config, env },
    { name: "from the file", config: testConfig({ externalHeartbeatUrl: { value: URL_OUTSIDE } }), env: {} },
  ])("$name is fetched once", async (options, { expect }) => {
    const { lines } = await minute(options);
    expect(fetched.map(({ url }) => url)).toEqual([URL_OUTSIDE]);
    expect(lines).toEqual([]);
  });

  it("is not fetched while a tick fails: then it shall be missed", async ({ expect }) => {
    const main = fakeRouter({ tick: () => Promise.reject(new Error("gone")) });
    await minute({ config, env, routers: { main: main.router } });
    expect(fetched).toEqual([]);
  });

  const failures = [
    {
      name: "is refused",
      answer: async () => new Response("no", { status: 404 }),
      says: "it was answered 404",
    },
    {
      name: "cannot be reached",
      answer: () => Promise.reject(new Error(`connect to ${URL_OUTSIDE}`)),
      says: "Error: connect to ***",
    },
  ];
  it.for(failures)("that $name is logged without the URL, and counted", async (row, { expect }) => {
    answer = row.answer;
    const main = fakeRouter();
    const { lines } = await minute({ config, env, routers: { main: main.router } });
    expect(lines).toMatchObject([{ level: "error", msg: "external heartbeat failed", error: row.says }]);
    expect(main.calls).toEqual([["tick"], ["noteExternalHeartbeatFailure"]]);
  });

  it("whose secret is not set is a failure as well", async ({ expect }) => {
    const { lines } = await minute({ config });
    expect(fetched).toEqual([]);
    expect(lines).toMatchObject([{ msg: "external heartbeat failed", error: "its secret is not set" }]);
  });

  it("that hangs is given up, and a router that cannot count it does not matter", async ({ expect }) => {
    const timeouts = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort(new Error("late")));
    answer = async (signal) => {
      signal?.throwIfAborted();
      return new Response();
    };
    const main = fakeRouter({ noteExternalHeartbeatFailure: () => Promise.reject(new Error("gone")) });
    const { lines } = await minute({ config, env, routers: { main: main.router } });
    expect(timeouts).toHaveBeenCalledWith(EXTERNAL_HEARTBEAT_TIMEOUT_MS);
    expect(lines).toMatchObject([
      { msg: "external heartbeat failed", error: "Error: late" },
      { msg: "external heartbeat not counted", error: "Error: gone" },
    ]);
    timeouts.mockRestore();
  });
});

describe("Sentry's cron monitor", () => {
  const checkIn = () => {
    const [sent] = fetched.filter(({ url }) => url.includes("sentry"));
    return JSON.parse(String(sent?.body).split("\n")[2] ?? "null");
  };

  it("hears that the minute's work was done", async ({ expect }) => {
    await minute({ env: { SENTRY_DSN: DSN } });
    expect(checkIn()).toMatchObject({ status: "ok", environment: "production" });
  });

  const bad: { name: string; options: TestOptions }[] = [
    {
      name: "a tick failed",
      options: { routers: { b: fakeRouter({ tick: () => Promise.reject(new Error("gone")) }).router } },
    },
    { name: "the configuration does not load", options: { config: undefined } },
  ];
  it.for(bad)("hears of an error when $name", async ({ options }, { expect }) => {
    await minute({ ...options, env: { SENTRY_DSN: DSN } });
    expect(checkIn()).toMatchObject({ status: "error" });
  });

  it("hears nothing without a DSN", async ({ expect }) => {
    await minute();
    expect(fetched).toEqual([]);
  });
});
