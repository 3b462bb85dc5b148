import { describe, it } from "vitest";
import { err, ok } from "../../../src/alert/result.ts";
import { MAX_PING_BODY_BYTES } from "../../../src/api/heartbeat.ts";
import type { AlertRouterRpc } from "../../../src/router/rpc.ts";
import { fakeRouter, MACHINE, PEOPLE, testApp } from "./harness.ts";

const url = `${MACHINE}/heartbeat/backup`;

function stage(answer: AlertRouterRpc["heartbeat"] = async () => ok(null)) {
  const main = fakeRouter({ heartbeat: answer });
  return { ...testApp({ routers: { main: main.router } }), calls: main.calls };
}

describe("POST /heartbeat/:name", () => {
  const taken = [
    { name: "a bare ping", query: "", text: "", want: { status: "ok", text: "" } },
    { name: "a line of text", query: "", text: "12 GB", want: { status: "ok", text: "12 GB" } },
    {
      name: "a failure",
      query: "?status=fail",
      text: "disk full",
      want: { status: "fail", text: "disk full" },
    },
    {
      name: "a status that says the same as none",
      query: "?status=ok",
      text: "",
      want: { status: "ok", text: "" },
    },
  ];
  it.for(taken)("hands on $name with who sent it, and answers an empty 200", async (row, { expect }) => {
    const { ask, calls } = stage();
    const response = await ask(url + row.query, { method: "POST", body: row.text }, "ingest");
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(calls).toEqual([["heartbeat", "backup", { ...row.want, source: "ingest" }]]);
  });

  it("takes a ping without any body", async ({ expect }) => {
    const { ask, calls } = stage();
    expect((await ask(url, { method: "POST" }, "ingest")).status).toBe(200);
    expect(calls).toEqual([["heartbeat", "backup", { status: "ok", text: "", source: "ingest" }]]);
  });

  const odd = [
    {
      name: "is longer than what is read",
      body: "x".repeat(MAX_PING_BODY_BYTES + 1),
      text: "x".repeat(MAX_PING_BODY_BYTES),
    },
    { name: "is not UTF-8", body: new Uint8Array([0x61, 0xff, 0x62]), text: "a\ufffdb" },
  ];
  it.for(odd)(
    "takes a ping whose text $name: it must not fail by that",
    async ({ body, text }, { expect }) => {
      const { ask, calls } = stage();
      expect((await ask(`${url}?status=fail`, { method: "POST", body }, "ingest")).status).toBe(200);
      expect(calls).toEqual([["heartbeat", "backup", { status: "fail", text, source: "ingest" }]]);
    },
  );

  it("is 404 with the router's sentence where there is no such heartbeat", async ({ expect }) => {
    const message = 'Cannot take a ping for "backup": no such heartbeat';
    const { ask } = stage(async () => err({ kind: "unknown_heartbeat", message }));
    const response = await ask(url, { method: "POST" }, "ingest");
    expect([response.status, await response.text()]).toEqual([404, `${message}.\n`]);
  });

  it("is 400 for a status that it does not know, and pings nothing", async ({ expect }) => {
    const { ask, calls } = stage();
    const response = await ask(`${url}?status=failed`, { method: "POST" }, "ingest");
    expect([response.status, await response.text()]).toEqual([
      400,
      'Cannot take the status "failed": it is ok or fail.\n',
    ]);
    expect(calls).toEqual([]);
  });

  it("goes to the router of the caller's own tenant", async ({ expect }) => {
    const { ask, tenants } = stage();
    await ask(url, { method: "POST" }, "tenantB");
    expect(tenants).toEqual(["b"]);
  });

  it("is for senders and operators, on the machine host", async ({ expect }) => {
    const { ask } = stage();
    const statuses = ["operator", "ingest", "viewer", "scrape", "none"] as const;
    const asked = statuses.map(async (who) => (await ask(url, { method: "POST" }, who)).status);
    expect(await Promise.all(asked)).toEqual([200, 200, 403, 403, 403]);
    expect((await ask(url.replace(MACHINE, PEOPLE), { method: "POST" }, "ingest")).status).toBe(404);
  });

  it("is 503 when the router fails, so that a sender tries again", async ({ expect }) => {
    const { ask } = stage(() => Promise.reject(new Error("gone")));
    expect((await ask(url, { method: "POST" }, "ingest")).status).toBe(503);
  });
});
