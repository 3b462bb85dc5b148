import { describe, it } from "vitest";
import { err } from "../../../src/alert/result.ts";
import { MAX_BODY_BYTES } from "../../../src/alert/webhook.ts";
import { fakeRouter, MACHINE, testApp, type Who } from "./harness.ts";

const url = `${MACHINE}/api/v2/alerts`;
const JSON_TYPE = { "Content-Type": "application/json" };

function post(body: BodyInit, headers: Record<string, string> = JSON_TYPE): RequestInit {
  return { method: "POST", body, headers };
}

describe("POST /api/v2/alerts", () => {
  it("hands the text to the caller's router and answers 200 with nothing", async ({ expect }) => {
    const { router, calls } = fakeRouter();
    const { ask, tenants } = testApp({ routers: { b: router } });
    const response = await ask(url, post('[{"not even": parsed'), "tenantB");
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(response.headers.get("Content-Type")).toBeNull();
    expect([calls, tenants]).toEqual([[["postAlerts", "tenantB", '[{"not even": parsed']], ["b"]]);
  });

  const callers: readonly { who: Who; status: number }[] = [
    { who: "ingest", status: 200 },
    { who: "operator", status: 200 },
    { who: "viewer", status: 403 },
    { who: "scrape", status: 403 },
    { who: "none", status: 403 },
  ];
  it.for(callers)("answers $who with $status", async ({ who, status }, { expect }) => {
    expect((await testApp().ask(url, post("[]"), who)).status).toBe(status);
  });

  const refusals = [
    {
      name: "a fault of the request layer as an object",
      error: { code: 602, message: "0.labels in body is required" },
      status: 422,
      body: { code: 602, message: "0.labels in body is required" },
    },
    {
      name: "a body that is too large as 413",
      error: { code: 413, message: "Cannot take it" },
      status: 413,
      body: { code: 413, message: "Cannot take it" },
    },
    {
      name: "alerts that cannot be taken as a bare text",
      error: { message: "at least one label pair required\nstart time must be before end time" },
      status: 400,
      body: "at least one label pair required\nstart time must be before end time",
    },
  ];
  it.for(refusals)("answers $name", async ({ error, status, body }, { expect }) => {
    const { router } = fakeRouter({ postAlerts: async () => err(error) });
    const response = await testApp({ routers: { main: router } }).ask(url, post("[]"), "ingest");
    expect([response.status, await response.json()]).toEqual([status, body]);
    expect(response.headers.get("Content-Type")).toBe("application/json");
  });

  const here = [
    {
      name: "over MAX_BODY_BYTES",
      body: new Uint8Array(MAX_BODY_BYTES + 1).fill(32),
      status: 413,
      reason: "too_large",
    },
    { name: "that is not UTF-8", body: new Uint8Array([0x5b, 0xff, 0x5d]), status: 400, reason: "malformed" },
  ];
  it.for(here)("refuses a body $name, and tells the router", async ({ body, status, reason }, { expect }) => {
    const { router, calls } = fakeRouter();
    const { ask, settled } = testApp({ routers: { main: router } });
    const response = await ask(url, post(body), "ingest");
    expect([response.status, await response.json()]).toMatchObject([status, { code: status }]);
    await settled();
    expect(calls).toEqual([["noteRefusal", "ingest", reason]]);
  });

  it("answers 415 to a body that does not call itself JSON", async ({ expect }) => {
    const response = await testApp().ask(url, post("[]", { "Content-Type": "text/plain" }), "ingest");
    expect([response.status, await response.json()]).toMatchObject([415, { code: 415 }]);
    expect(
      (await testApp().ask(url, post("[]", { "Content-Type": "application/json; charset=utf-8" }), "ingest"))
        .status,
    ).toBe(200);
  });

  it("answers 405 to another method, and says which are served", async ({ expect }) => {
    const response = await testApp().ask(url, { method: "PUT" }, "ingest");
    expect([response.status, response.headers.get("Allow")]).toEqual([405, "GET,POST"]);
  });

  it("answers 503, not 4xx, when the router throws", async ({ expect }) => {
    const { router } = fakeRouter({ postAlerts: () => Promise.reject(new Error("disk I/O error")) });
    const response = await testApp({ routers: { main: router } }).ask(url, post("[]"), "ingest");
    expect(response.status).toBe(503);
  });
});
