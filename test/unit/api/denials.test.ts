import { describe, it } from "vitest";
import { DENIAL_FLUSH_INTERVAL_MS, DenialLedger } from "../../../src/api/denials.ts";
import { fakeRouter, MACHINE, testApp } from "./harness.ts";

describe("DenialLedger", () => {
  it("ships what was counted, once", async ({ expect }) => {
    const ledger = new DenialLedger(() => 0);
    const shipped: unknown[] = [];
    const ship = async (counts: unknown) => void shipped.push(counts);
    ledger.note("bad_token");
    ledger.note("bad_token");
    ledger.note("missing_role");
    await ledger.flush(ship);
    await ledger.flush(ship);
    expect(shipped).toEqual([{ bad_token: 2, missing_role: 1 }]);
  });

  it("is due when something is counted and the interval is over, not a millisecond before", async ({
    expect,
  }) => {
    let now = 5;
    const ledger = new DenialLedger(() => now);
    expect(ledger.isDue()).toBe(false);
    ledger.note("bad_token");
    expect(ledger.isDue()).toBe(true);
    await ledger.flush(async () => {});
    ledger.note("bad_token");
    now += DENIAL_FLUSH_INTERVAL_MS - 1;
    expect(ledger.isDue()).toBe(false);
    now += 1;
    expect(ledger.isDue()).toBe(true);
  });

  it("keeps what could not be shipped, and what came meanwhile", async ({ expect }) => {
    const ledger = new DenialLedger(() => 0);
    ledger.note("bad_token");
    const failing = async () => {
      ledger.note("bad_token");
      ledger.note("missing_role");
      throw new Error("gone");
    };
    await expect(ledger.flush(failing)).rejects.toThrow("gone");
    const shipped: unknown[] = [];
    await ledger.flush(async (counts) => void shipped.push(counts));
    expect(shipped).toEqual([{ bad_token: 2, missing_role: 1 }]);
  });
});

describe("denied callers", () => {
  const denied = `${MACHINE}/metrics`;

  it("are told to the router of main at most once per interval", async ({ expect }) => {
    let now = 0;
    const { router, calls } = fakeRouter();
    const { ask, settled } = testApp({ routers: { main: router }, now: () => now });
    for (let i = 0; i < 5; i++) await ask(denied);
    await settled();
    expect(calls).toEqual([["noteDenied", { no_credentials: 1 }]]);
    now = DENIAL_FLUSH_INTERVAL_MS;
    await ask(denied);
    await settled();
    expect(calls[1]).toEqual(["noteDenied", { no_credentials: 5 }]);
  });

  it("are told by the next request of any kind once the interval is over", async ({ expect }) => {
    let now = 0;
    const { router, calls } = fakeRouter();
    const { ask, settled } = testApp({ routers: { main: router }, now: () => now });
    await ask(denied);
    await ask(denied);
    now = DENIAL_FLUSH_INTERVAL_MS;
    await ask(`${MACHINE}/-/healthy`);
    await settled();
    expect(calls).toEqual([
      ["noteDenied", { no_credentials: 1 }],
      ["noteDenied", { no_credentials: 1 }],
    ]);
  });

  it("are told before a scrape", async ({ expect }) => {
    const { router, calls } = fakeRouter();
    const { ask } = testApp({ routers: { main: router }, now: () => 0 });
    await ask(denied);
    await ask(denied);
    await ask(denied, {}, "scrape");
    expect(calls.slice(-2)).toEqual([["noteDenied", { no_credentials: 1 }], ["metrics"]]);
  });

  it("do not fail a scrape when they cannot be told", async ({ expect }) => {
    const { router } = fakeRouter({ noteDenied: () => Promise.reject(new Error("gone")) });
    const { ask, settled } = testApp({ routers: { main: router }, now: () => 0 });
    await ask(denied);
    await settled();
    const response = await ask(denied, {}, "scrape");
    expect([response.status, await response.text()]).toEqual([200, "farwatch_groups 0\n"]);
    expect(response.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  });
});
