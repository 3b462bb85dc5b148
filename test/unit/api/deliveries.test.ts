import { describe, it } from "vitest";
import { err, ok } from "../../../src/alert/result.ts";
import { DEFAULT_DELIVERIES, MAX_DELIVERIES } from "../../../src/api/delivery-query.ts";
import { DELIVERY, fakeRouter, MACHINE, testApp, type Who } from "./harness.ts";

const url = `${MACHINE}/api/farwatch/v1/deliveries`;

describe("GET /api/farwatch/v1/deliveries", () => {
  it("gives a page of the caller's tenant", async ({ expect }) => {
    const { router, calls } = fakeRouter({ deliveries: async () => ({ deliveries: [DELIVERY], next: "7" }) });
    const { ask, tenants } = testApp({ routers: { b: router } });
    const response = await ask(url, {}, "tenantB");
    expect(await response.json()).toEqual({ deliveries: [DELIVERY], next: "7" });
    expect([calls, tenants]).toEqual([[["deliveries", { limit: DEFAULT_DELIVERIES }]], ["b"]]);
  });

  const queries = [
    {
      query: "receiver=chat&integration=chat/slack/0",
      want: { receiver: "chat", integration: "chat/slack/0" },
    },
    { query: "state=failed&state=retrying", want: { states: ["failed", "retrying"] } },
    { query: "failure=timeout&group=%22DiskFull%22", want: { failure: "timeout", group: '"DiskFull"' } },
    {
      query: "since=2026-01-01T00:00:00Z&until=2026-01-01T02:00:00%2B01:00",
      want: { since: Date.UTC(2026, 0, 1), until: Date.UTC(2026, 0, 1, 1) },
    },
    { query: `limit=${MAX_DELIVERIES}&cursor=12`, want: { limit: MAX_DELIVERIES, cursor: 12 } },
    { query: "limit=1", want: { limit: 1 } },
  ];
  it.for(queries)("understands ?$query", async ({ query, want }, { expect }) => {
    const { router, calls } = fakeRouter();
    await testApp({ routers: { main: router } }).ask(`${url}?${query}`, {}, "viewer");
    expect(calls).toEqual([["deliveries", { limit: DEFAULT_DELIVERIES, ...want }]]);
  });

  const bad = [
    { query: "state=lost", says: 'Cannot use state "lost": it is one of waiting, retrying, sent' },
    { query: "state=", says: 'Cannot use state "": it is one of' },
    { query: "since=yesterday", says: 'Cannot use since "yesterday": it is no RFC 3339 time.' },
    { query: "until=2026-01-01", says: 'Cannot use until "2026-01-01": it is no RFC 3339 time.' },
    { query: "limit=0", says: 'Cannot use limit "0": it is a whole number from 1 to 500.' },
    { query: `limit=${MAX_DELIVERIES + 1}`, says: 'Cannot use limit "501"' },
    { query: "limit=ten", says: 'Cannot use limit "ten"' },
    { query: "cursor=-1", says: 'Cannot use cursor "-1"' },
    { query: "cursor=99999999999999999999", says: 'Cannot use cursor "99999999999999999999"' },
    { query: "reciever=chat", says: 'Cannot use the parameter "reciever": there are receiver,' },
  ];
  it.for(bad)("refuses ?$query, quoting it", async ({ query, says }, { expect }) => {
    const { router, calls } = fakeRouter();
    const response = await testApp({ routers: { main: router } }).ask(`${url}?${query}`, {}, "viewer");
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(says);
    expect(calls).toEqual([]);
  });
});

describe("GET /api/farwatch/v1/deliveries/:id", () => {
  it("gives one", async ({ expect }) => {
    const { router, calls } = fakeRouter();
    const response = await testApp({ routers: { main: router } }).ask(`${url}/7`, {}, "viewer");
    expect([response.status, await response.json()]).toEqual([200, DELIVERY]);
    expect(calls).toEqual([["delivery", 7]]);
  });

  it.for(["8", "x", "-1", "1e3", "9999999999999999"])("knows no %s", async (id, { expect }) => {
    const { router } = fakeRouter({ delivery: async () => null });
    const response = await testApp({ routers: { main: router } }).ask(`${url}/${id}`, {}, "viewer");
    expect([response.status, await response.text()]).toEqual([404, `There is no delivery "${id}".\n`]);
  });
});

describe("POST /api/farwatch/v1/deliveries/:id/replay", () => {
  const post = { method: "POST" };

  it("answers with the delivery that will tell it, in the name of who asked", async ({ expect }) => {
    const { router, calls } = fakeRouter({ replayDelivery: async () => ok({ ...DELIVERY, id: "8" }) });
    const response = await testApp({ routers: { main: router } }).ask(`${url}/7/replay`, post, "operator");
    expect([response.status, await response.json()]).toEqual([202, { ...DELIVERY, id: "8" }]);
    expect(calls).toEqual([["replayDelivery", 7, "operator"]]);
  });

  const refusals = [
    { kind: "muted", status: 409 },
    { kind: "gone", status: 410 },
  ] as const;
  it.for(refusals)("answers $status to what is $kind, and says why", async ({ kind, status }, { expect }) => {
    const message = "Cannot replay delivery 7: why";
    const { router } = fakeRouter({ replayDelivery: async () => err({ kind, message }) });
    const response = await testApp({ routers: { main: router } }).ask(`${url}/7/replay`, post, "operator");
    expect([response.status, await response.text()]).toEqual([status, `${message}.\n`]);
  });

  it.for(["7", "abc", "-1"])("answers 404 to what is unknown, and quotes %j", async (id, { expect }) => {
    const error = {
      kind: "unknown",
      message: "Cannot replay delivery 0: there is no such delivery",
    } as const;
    const { router } = fakeRouter({ replayDelivery: async () => err(error) });
    const response = await testApp({ routers: { main: router } }).ask(
      `${url}/${id}/replay`,
      post,
      "operator",
    );
    const want = `Cannot replay delivery "${id}": there is no such delivery.\n`;
    expect([response.status, await response.text()]).toEqual([404, want]);
  });

  const others: readonly Who[] = ["viewer", "ingest", "scrape", "none"];
  it.for(others)("is nothing for %s", async (who, { expect }) => {
    expect((await testApp().ask(`${url}/7/replay`, post, who)).status).toBe(403);
  });
});
