import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { exchange, MAX_ANSWER_BYTES, MAX_REDIRECTS, sendHttp } from "../../../../src/receiver/http/send.ts";
import { plain, startProvider, testWorld } from "../server.ts";

const post = (headers: Record<string, string> = {}) =>
  ({
    method: "POST",
    headers: new Headers({ "Content-Type": "text/plain", ...headers }),
    body: "hello",
  }) as const;

describe("sendHttp", () => {
  it("sends method, headers and body, and keeps the answer", async () => {
    const provider = await startProvider(plain(201, "made"));
    const outcome = await sendHttp(testWorld(), `${provider.url}/a?b=c`, post({ "X-A": "1" }));
    expect(outcome).toEqual({ ok: true, status: "201", answer: "made" });
    expect(provider.received).toMatchObject([
      {
        method: "POST",
        path: "/a?b=c",
        text: "hello",
        headers: { "x-a": "1", "content-type": "text/plain" },
      },
    ]);
  });

  it("reads a Retry-After that is a date by the clock", async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const provider = await startProvider(plain(429, "", { "Retry-After": date }));
    const outcome = await sendHttp(testWorld(), provider.url, post());
    expect(outcome).toMatchObject({ ok: false, reason: "rate_limited" });
    const wait = outcome.ok ? 0 : (outcome.retryAfterMs ?? 0);
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThanOrEqual(60_000);
  });

  it("makes a header of a user and password in the URL", async () => {
    const provider = await startProvider(plain(200, ""));
    await sendHttp(testWorld(), provider.url.replace("//", "//u:p%40ss@"), post());
    expect(provider.received[0]?.headers.authorization).toBe(`Basic ${btoa("u:p@ss")}`);
  });

  it.for(["", "not a url", "file:///etc/passwd"])(
    "refuses %j for good, and names no part of it",
    async (url) => {
      const outcome = await sendHttp(testWorld(), url, post());
      expect(outcome).toMatchObject({ ok: false, recoverable: false, reason: "client_error" });
      expect(outcome.answer).toBe("Cannot send: the URL is not an http or https URL");
    },
  );
});

describe("sendHttp without an answer", () => {
  it("is a network failure when nobody listens", async () => {
    const outcome = await sendHttp(testWorld(), "http://127.0.0.1:9", post());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "network", status: "-" });
    expect(outcome.answer).not.toBe("");
  });

  it("is a network failure when the connection is reset", async () => {
    const provider = await startProvider((_, response) => void response.socket?.resetAndDestroy());
    expect(await sendHttp(testWorld(), provider.url, post())).toMatchObject({
      reason: "network",
      recoverable: true,
    });
  });

  it("is a network failure when what answers is not HTTP", async () => {
    const server = createServer((socket) => socket.end("220 smtp.example.com ESMTP\r\n")).listen(
      0,
      "127.0.0.1",
    );
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    expect(await sendHttp(testWorld(), `http://127.0.0.1:${port}`, post())).toMatchObject({
      reason: "network",
    });
    server.close();
  });

  it("is a timeout when it hangs until the time is over", async () => {
    const provider = await startProvider(() => {});
    const outcome = await sendHttp(testWorld({}, AbortSignal.timeout(50)), provider.url, post());
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason: "timeout", status: "-" });
  });
});

describe("exchange reads of a body", () => {
  it(`at most ${MAX_ANSWER_BYTES} bytes`, async () => {
    const provider = await startProvider(plain(200, "x".repeat(MAX_ANSWER_BYTES + 5)));
    const answer = await exchange(testWorld(), provider.url, post());
    expect(answer.ok && answer.value.body.length).toBe(MAX_ANSWER_BYTES);
  });

  it("no more than that of one that never ends", async () => {
    const provider = await startProvider((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write("y".repeat(8192)), 1);
      response.on("close", () => clearInterval(timer));
    });
    const answer = await exchange(testWorld(), provider.url, post());
    expect(answer.ok && answer.value.body.length).toBe(MAX_ANSWER_BYTES);
  });

  it("nothing of a short one that breaks off, because the status is already the answer", async () => {
    const provider = await startProvider((_, response) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("begun", () => response.destroy());
    });
    const answer = await exchange(testWorld(), provider.url, post());
    expect(answer).toMatchObject({ ok: true, value: { status: 200, body: "" } });
  });

  it("what came until the time was over, because the status is already the answer", async () => {
    const provider = await startProvider((_, response) => {
      response.writeHead(200);
      response.write("begun");
    });
    const answer = await exchange(testWorld({}, AbortSignal.timeout(100)), provider.url, post());
    expect(answer).toMatchObject({ ok: true, value: { status: 200, body: "begun" } });
  });
});

describe("a redirect", () => {
  const follow = { ...post({ Authorization: "Bearer t", "X-Api-Key": "k" }), followRedirects: true };

  it.for([301, 302, 303])("of %d is never followed: a POST would become a GET", async (status) => {
    const provider = await startProvider(plain(status, "moved", { Location: "/b" }));
    const outcome = await sendHttp(testWorld(), `${provider.url}/a`, follow);
    expect(outcome).toMatchObject({
      ok: false,
      recoverable: false,
      reason: "client_error",
      status: String(status),
    });
    expect(provider.received).toHaveLength(1);
  });

  it.for([307, 308])("of %d is followed with method, body and credentials", async (status) => {
    const provider = await startProvider(plain(status, "", { Location: "/b" }), plain(200, "here"));
    const outcome = await sendHttp(testWorld(), `${provider.url}/a`, follow);
    expect(outcome).toEqual({ ok: true, status: "200", answer: "here" });
    expect(provider.received[1]).toMatchObject({
      method: "POST",
      path: "/b",
      text: "hello",
      headers: { authorization: "Bearer t", "x-api-key": "k" },
    });
  });

  it("is not followed unless asked for", async () => {
    const provider = await startProvider(plain(308, "", { Location: "/b" }));
    expect(await sendHttp(testWorld(), provider.url, post())).toMatchObject({ ok: false, status: "308" });
    expect(provider.received).toHaveLength(1);
  });

  it(`is followed ${MAX_REDIRECTS} time, so that a circle ends`, async () => {
    const provider = await startProvider(plain(307, "", { Location: "/a" }));
    expect(await sendHttp(testWorld(), `${provider.url}/a`, follow)).toMatchObject({
      ok: false,
      status: "307",
    });
    expect(provider.received).toHaveLength(1 + MAX_REDIRECTS);
  });

  it("to another origin takes no credentials along", async () => {
    const other = await startProvider(plain(200, ""));
    const provider = await startProvider(plain(307, "", { Location: `${other.url}/b` }));
    await sendHttp(testWorld(), provider.url, follow);
    expect(other.received[0]).toMatchObject({ text: "hello", headers: { "content-type": "text/plain" } });
    expect(other.received[0]?.headers).not.toHaveProperty("authorization");
    expect(other.received[0]?.headers).not.toHaveProperty("x-api-key");
  });

  it.for([{ Location: "javascript:alert(1)" }, { Location: "http://" }, {}])(
    "to %j is an answer like others",
    async (headers) => {
      const provider = await startProvider(plain(307, "", headers as Record<string, string>));
      expect(await sendHttp(testWorld(), provider.url, follow)).toMatchObject({ ok: false, status: "307" });
    },
  );

  it("from https down to http is never followed", async () => {
    const asked: string[] = [];
    const world = {
      ...testWorld(),
      fetch: async (url: string) => {
        asked.push(url);
        return new Response(null, { status: 308, headers: { Location: "http://a.example/" } });
      },
    };
    await sendHttp(world, "https://a.example/", follow);
    expect(asked).toEqual(["https://a.example/"]);
  });
});
