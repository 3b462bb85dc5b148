import { describe, it, vi } from "vitest";
import type { RefusalReason } from "../../../src/alert/incoming.ts";
import { err } from "../../../src/alert/result.ts";
import { MAX_BODY_BYTES } from "../../../src/alert/webhook.ts";
import { ROUTER_TIMEOUT_MS } from "../../../src/api/ask-router.ts";
import { statusOfRefusal } from "../../../src/api/webhook.ts";
import { fakeRouter, MACHINE, testApp } from "./harness.ts";

const url = `${MACHINE}/webhook/alertmanager`;

function post(body: BodyInit, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body, headers, ...(body instanceof ReadableStream && { duplex: "half" }) };
}

describe("POST /webhook/alertmanager", () => {
  it("hands the text to the caller's router as it came and answers 200 with nothing", async ({ expect }) => {
    const { router, calls } = fakeRouter();
    const { ask, tenants } = testApp({ routers: { main: router } });
    const body = '{"version":"4", "annotations":"Grüße — not even parsed';
    const response = await ask(url, post(body), "ingest");
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(calls).toEqual([["ingestWebhook", "ingest", body]]);
    expect(tenants).toEqual(["main"]);
  });

  it("hands it to the router of the caller's own tenant", async ({ expect }) => {
    const { ask, tenants } = testApp();
    await ask(url, post("{}"), "tenantB");
    expect(tenants).toEqual(["b"]);
  });

  const refusals = [
    { reason: "too_large", status: 413 },
    { reason: "too_many_alerts", status: 413 },
    { reason: "too_many_labels", status: 400 },
    { reason: "label_too_long", status: 400 },
    { reason: "malformed", status: 400 },
    { reason: "wrong_version", status: 400 },
  ] as const satisfies readonly { reason: RefusalReason; status: number }[];

  it.for(refusals)(
    "answers the refusal $reason with $status and its sentence",
    async ({ reason, status }, { expect }) => {
      const { router } = fakeRouter({
        ingestWebhook: async () => err({ reason, message: `Cannot take it: ${reason}.` }),
      });
      const { ask } = testApp({ routers: { main: router } });
      const response = await ask(url, post("{}"), "ingest");
      expect([response.status, await response.text()]).toEqual([status, `Cannot take it: ${reason}.\n`]);
      expect(statusOfRefusal(reason)).toBe(status);
    },
  );

  const refusedHere: {
    name: string;
    init: RequestInit;
    status: number;
    reason: RefusalReason;
    says: RegExp;
  }[] = [
    {
      name: "a Content-Length over the limit",
      init: post("{}", { "Content-Length": String(MAX_BODY_BYTES + 1) }),
      status: 413,
      reason: "too_large",
      says: /over 16 MiB: set max_alerts/,
    },
    {
      name: "a stream over the limit without Content-Length",
      init: post(streamOf(MAX_BODY_BYTES + 1)),
      status: 413,
      reason: "too_large",
      says: /over 16 MiB/,
    },
    {
      name: "a body that is not UTF-8",
      init: post(new Uint8Array([0x7b, 0xff, 0x7d])),
      status: 400,
      reason: "malformed",
      says: /not UTF-8/,
    },
    {
      name: "a compressed body",
      init: post("x", { "Content-Encoding": "gzip" }),
      status: 400,
      reason: "malformed",
      says: /Content-Encoding "gzip"/,
    },
  ];

  it.for(refusedHere)("refuses $name and tells the router, but not what it was", async (row, { expect }) => {
    const { router, calls } = fakeRouter();
    const { ask, settled } = testApp({ routers: { main: router } });
    const response = await ask(url, row.init, "ingest");
    expect(response.status).toBe(row.status);
    expect(await response.text()).toMatch(row.says);
    await settled();
    expect(calls).toEqual([["noteRefusal", "ingest", row.reason]]);
  });

  it("takes a body of exactly the limit, whether or not its length is told", async ({ expect }) => {
    const { router, calls } = fakeRouter();
    const { ask } = testApp({ routers: { main: router } });
    const response = await ask(url, post(streamOf(MAX_BODY_BYTES)), "ingest");
    expect(response.status).toBe(200);
    expect(String(calls[0]?.[2])).toHaveLength(MAX_BODY_BYTES);
  });

  it("refuses all the same when the router cannot note it", async ({ expect }) => {
    const { router } = fakeRouter({ noteRefusal: () => Promise.reject(new Error("gone")) });
    const { ask, settled, lines } = testApp({ routers: { main: router } });
    const response = await ask(url, post(new Uint8Array([0xff])), "ingest");
    expect(response.status).toBe(400);
    await settled();
    expect(lines).toMatchObject([{ level: "error", msg: "refusal not counted", error: "Error: gone" }]);
  });

  it("answers 503, which Alertmanager repeats, when the router throws", async ({ expect }) => {
    const { router } = fakeRouter({ ingestWebhook: () => Promise.reject(new Error("disk I/O error")) });
    const { ask, lines } = testApp({ routers: { main: router } });
    const response = await ask(url, post("{}"), "ingest");
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("disk");
    expect(lines).toMatchObject([{ level: "error", msg: "request failed", error: "Error: disk I/O error" }]);
  });

  it("answers 503 when the router has not answered within ROUTER_TIMEOUT_MS", async ({
    expect,
    onTestFinished,
  }) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { router } = fakeRouter({ ingestWebhook: () => new Promise(() => {}) });
    const { ask } = testApp({ routers: { main: router } });
    const answer = ask(url, post("{}"), "ingest");
    let status = 0;
    answer.then((response) => {
      status = response.status;
    });
    await vi.advanceTimersByTimeAsync(ROUTER_TIMEOUT_MS - 1);
    expect(status).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(status).toBe(503);
  });
});

function streamOf(size: number): ReadableStream<Uint8Array> {
  const chunkSize = 1024 * 1024;
  let left = size;
  return new ReadableStream({
    pull(controller) {
      const next = Math.min(left, chunkSize);
      if (next === 0) return controller.close();
      left -= next;
      controller.enqueue(new Uint8Array(next).fill(0x61));
    },
  });
}
