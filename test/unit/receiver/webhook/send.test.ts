import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, it } from "vitest";
import { DEFAULT_HTTP } from "../../../../src/config/http.ts";
import type { World } from "../../../../src/receiver/receiver.ts";
import type { WebhookSettings } from "../../../../src/receiver/webhook/config.ts";
import { sendWebhook, WEBHOOK_MAX_SUBREQUESTS } from "../../../../src/receiver/webhook/send.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "/ok": (response) => response.end("thanks"),
  "/created": (response) => response.writeHead(204).end(),
  "/busy": (response) => response.writeHead(429, { "Retry-After": "7" }).end("slow down"),
  "/hang": () => {},
  "/reset": (response) => response.destroy(),
  "/301": (response) => response.writeHead(301, { Location: "/ok" }).end(),
  "/302": (response) => response.writeHead(302, { Location: "/ok" }).end(),
  "/303": (response) => response.writeHead(303, { Location: "/ok" }).end(),
  "/307": (response) => response.writeHead(307, { Location: "/ok" }).end(),
  "/308": (response) => response.writeHead(308, { Location: "/ok" }).end(),
  "/twice": (response) => response.writeHead(308, { Location: "/307" }).end(),
  "/nowhere": (response) => response.writeHead(307).end(),
};

describe("sendWebhook", () => {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    const status = Number(request.url?.slice(1));
    const answer = ANSWERS[request.url ?? ""] ?? ((to) => to.writeHead(status).end(`answer ${status}`));
    answer(response);
  });
  let base = "";

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });
  beforeEach(() => {
    seen.length = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  function settings(path: string, more: Partial<WebhookSettings> = {}): WebhookSettings {
    return { url: { value: base + path }, http: DEFAULT_HTTP, maxAlerts: 0, timeoutMs: 0, ...more };
  }

  function world(secrets: Readonly<Record<string, string>> = {}, signal = AbortSignal.timeout(5_000)): World {
    return {
      fetch: (url, init) => fetch(url, init),
      secret: (ref) => ("env" in ref ? secrets[ref.env] : ref.value),
      signal,
      print: () => {},
    };
  }

  it("posts the body once, as JSON", async ({ expect }) => {
    const outcome = await sendWebhook('{"version":"4"}\n', settings("/ok"), undefined, world());
    expect(outcome).toEqual({ ok: true, status: "200", answer: "thanks" });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "POST", url: "/ok", body: '{"version":"4"}\n' });
    expect(seen[0]?.headers).toMatchObject({ "content-type": "application/json", "user-agent": "Farwatch" });
  });

  const answers = [
    { path: "/created", want: { ok: true, status: "204" } },
    { path: "/500", want: { ok: false, recoverable: true, reason: "server_error", status: "500" } },
    { path: "/503", want: { ok: false, recoverable: true, reason: "server_error", status: "503" } },
    { path: "/busy", want: { ok: false, recoverable: true, reason: "rate_limited", retryAfterMs: 7_000 } },
    { path: "/400", want: { ok: false, recoverable: false, reason: "client_error", answer: "answer 400" } },
    { path: "/404", want: { ok: false, recoverable: false, reason: "client_error" } },
    { path: "/413", want: { ok: false, recoverable: false, reason: "client_error" } },
    { path: "/401", want: { ok: false, recoverable: false, reason: "auth_error" } },
    { path: "/403", want: { ok: false, recoverable: false, reason: "auth_error" } },
    { path: "/reset", want: { ok: false, recoverable: true, reason: "network", status: "-" } },
  ];
  it.for(answers)("judges the answer of $path", async ({ path, want }, { expect }) => {
    expect(await sendWebhook("{}", settings(path), undefined, world())).toMatchObject(want);
  });

  it.for(["/301", "/302", "/303", "/nowhere"])(
    "does not call a %s redirect a delivery",
    async (path, { expect }) => {
      const outcome = await sendWebhook("{}", settings(path), undefined, world());
      expect(outcome).toMatchObject({ ok: false, recoverable: false, reason: "client_error" });
      expect(outcome.answer).toMatch(/^Not delivered: the URL redirects with 30\d to "/);
      expect(seen.map(({ url }) => url)).toEqual([path]);
    },
  );

  it.for(["/307", "/308"])("repeats method and body where %s points", async (path, { expect }) => {
    expect(await sendWebhook("{}", settings(path), undefined, world())).toMatchObject({ ok: true });
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["POST", path, "{}"],
      ["POST", "/ok", "{}"],
    ]);
  });

  it("never makes more requests than its worst case", async ({ expect }) => {
    const outcome = await sendWebhook("{}", settings("/twice"), undefined, world());
    expect(outcome).toMatchObject({ ok: false, recoverable: false, status: "307" });
    expect(seen).toHaveLength(WEBHOOK_MAX_SUBREQUESTS);
  });

  it("follows no redirect where follow_redirects is false", async ({ expect }) => {
    const http = { ...DEFAULT_HTTP, followRedirects: false };
    expect(await sendWebhook("{}", settings("/308", { http }), undefined, world())).toMatchObject({
      ok: false,
    });
    expect(seen).toHaveLength(1);
  });

  it("gives up after its own timeout, and then it is worth another try", async ({ expect }) => {
    const outcome = await sendWebhook("{}", settings("/hang", { timeoutMs: 50 }), undefined, world());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "timeout" });
  });

  it("gives up with the signal of the send, whatever its own timeout", async ({ expect }) => {
    const short = world({}, AbortSignal.timeout(50));
    const outcome = await sendWebhook("{}", settings("/hang", { timeoutMs: 60_000 }), undefined, short);
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "timeout" });
  });

  it("logs in as http_config says, with secrets of the edge", async ({ expect }) => {
    const http = {
      ...DEFAULT_HTTP,
      authorization: { type: "Bearer", credentials: { env: "HOOK_TOKEN" } },
      headers: [{ name: "X-Team", values: ["home"], secrets: [{ env: "TEAM_KEY" }] }],
    };
    const secrets = { HOOK_URL: `${base}/ok\n`, HOOK_TOKEN: "t0ken", TEAM_KEY: "k3y" };
    const outcome = await sendWebhook(
      "{}",
      settings("", { url: { env: "HOOK_URL" }, http }),
      undefined,
      world(secrets),
    );
    expect(outcome).toMatchObject({ ok: true });
    expect(seen[0]?.headers).toMatchObject({ authorization: "Bearer t0ken", "x-team": "home, k3y" });
  });

  it("waits for a secret that is not set, without a request", async ({ expect }) => {
    const outcome = await sendWebhook("{}", settings("", { url: { env: "HOOK_URL" } }), undefined, world());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "missing_secret" });
    expect(outcome.answer).toContain("HOOK_URL");
    expect(seen).toEqual([]);
  });

  it("refuses a secret that holds no URL, and does not tell it", async ({ expect }) => {
    const bad = { HOOK_URL: "hunter2" };
    const outcome = await sendWebhook(
      "{}",
      settings("", { url: { env: "HOOK_URL" } }),
      undefined,
      world(bad),
    );
    expect(outcome).toMatchObject({ ok: false, recoverable: false, reason: "client_error" });
    expect(outcome.answer).not.toContain("hunter2");
  });
});
