import { once } from "node:events";
import { createServer, get, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import {
  MAX_WORKER_CONNECTIONS,
  REFUSAL_MS,
  WORKER_ANSWER_MS,
  WORKER_CONNECT_MS,
  WorkerPool,
} from "../../../src/cli/worker-pool.ts";
import { scratch } from "./scratch.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A front before a worker that does what the test says; answers the front's address. */
async function frontBefore(worker: Handler | undefined, answerMs?: number): Promise<string> {
  const socketPath = join(await scratch(), "worker.sock");
  if (worker !== undefined) {
    const behind = createServer(worker).listen(socketPath);
    await once(behind, "listening");
    onTestFinished(() => {
      behind.closeAllConnections();
      behind.close();
    });
  }
  const pool = new WorkerPool(socketPath, answerMs);
  const origin = { cfBlob: "{}", protocol: "https", address: "192.0.2.7" } as const;
  const front = createServer((incoming, outgoing) => pool.forward(incoming, outgoing, origin));
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  onTestFinished(async () => {
    await pool.close();
    front.closeAllConnections();
    front.close();
  });
  return `http://127.0.0.1:${(front.address() as AddressInfo).port}`; // it listens on TCP
}

describe("WorkerPool", () => {
  it("answers 503 in a sentence while there is no worker", async ({ expect }) => {
    const url = await frontBefore(undefined);
    const answer = await fetch(url);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe("The worker does not answer; send it again.\n");
  });

  it.for([10, 100_000])(
    "answers 503 to a body of %i bytes while there is no worker",
    async (length, { expect }) => {
      const url = await frontBefore(undefined);
      expect((await fetch(url, { method: "POST", body: "x".repeat(length) })).status).toBe(503);
    },
  );

  it("answers 503 when the worker dies before its answer", async ({ expect }) => {
    const url = await frontBefore((incoming) => incoming.socket.destroy());
    expect((await fetch(url)).status).toBe(503);
    expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(503);
  });

  it("answers 503 when the worker hangs", async ({ expect }) => {
    const url = await frontBefore(() => {}, 100);
    expect((await fetch(url)).status).toBe(503);
    expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(503);
  });

  it("escapes what workerd refuses in a URL, and nothing else of it", async ({ expect }) => {
    const url = await frontBefore((incoming, outgoing) => outgoing.end(incoming.url));
    const path = '/a`b?filter=a="b"&c=<d>%22%zz;\'[]{}|\\^';
    const asked = request(url, { path }).end();
    const [incoming] = (await once(asked, "response")) as [IncomingMessage];
    const [seen] = await incoming.setEncoding("utf8").toArray();
    expect(seen).toBe("/a%60b?filter=a=%22b%22&c=%3Cd%3E%22%zz;'[]{}|\\^");
  });

  it("has a worker answer long before a client of the outbox's patience gives up for good", ({ expect }) => {
    expect(WORKER_ANSWER_MS).toBeGreaterThan(10_000);
    expect(WORKER_CONNECT_MS).toBeLessThan(WORKER_ANSWER_MS);
  });

  it(`opens ${MAX_WORKER_CONNECTIONS} connections to the worker, and lets more requests wait`, async ({
    expect,
  }) => {
    let [open, most, isHeld] = [0, 0, true];
    const waiting: (() => void)[] = [];
    const url = await frontBefore((_incoming, outgoing) => {
      most = Math.max(most, ++open);
      waiting.push(() => {
        open--;
        outgoing.end();
      });
      if (most === MAX_WORKER_CONNECTIONS && isHeld) setTimeout(letGo, 100);
      if (!isHeld) letGo();
    });
    const letGo = () => {
      isHeld = false;
      for (const end of waiting.splice(0)) end();
    };
    const all = Array.from({ length: MAX_WORKER_CONNECTIONS + 20 }, async () => (await fetch(url)).status);
    expect(new Set(await Promise.all(all))).toEqual(new Set([200]));
    expect(most).toBe(MAX_WORKER_CONNECTIONS);
  });

  it("asks a worker that refuses a large body once more by its head, and sends no more of it", async ({
    expect,
  }) => {
    let asked = 0;
    const url = await frontBefore((incoming, outgoing) => {
      asked++;
      if (asked === 1) return incoming.socket.destroy();
      outgoing.writeHead(413).end("too large");
      return undefined;
    });
    const answer = await fetch(url, { method: "POST", body: "x".repeat(200_000) });
    expect({ status: answer.status, asked }).toEqual({ status: 413, asked: 2 });
  });

  it("gives up when that brings no refusal either", { timeout: REFUSAL_MS * 4 }, async ({ expect }) => {
    let asked = 0;
    const lengths: number[] = [];
    const url = await frontBefore((incoming) => {
      asked++;
      if (asked === 1) return incoming.socket.destroy();
      incoming.on("data", (chunk: Buffer) => lengths.push(chunk.length)).on("error", () => {});
      return undefined;
    });
    const startedAt = Date.now();
    expect((await fetch(url, { method: "POST", body: "x".repeat(200_000) })).status).toBe(503);
    expect(Date.now() - startedAt).toBeLessThan(REFUSAL_MS + 1_500);
    expect(lengths).toEqual([1]);
  });

  it("breaks off when the worker dies within its answer", async ({ expect }) => {
    const url = await frontBefore((incoming, outgoing) => {
      outgoing.writeHead(200, { "Content-Length": "100" });
      outgoing.write("half");
      setTimeout(() => incoming.socket.destroy(), 20);
    });
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  it("passes status, headers and repeated headers back", async ({ expect }) => {
    const url = await frontBefore((_incoming, outgoing) => {
      outgoing.writeHead(
        207,
        [
          ["X-A", "1"],
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "b=2"],
        ].flat(),
      );
      outgoing.end("body");
    });
    const answer = await fetch(url);
    expect(answer.status).toBe(207);
    expect(answer.headers.get("x-a")).toBe("1");
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await answer.text()).toBe("body");
  });

  it("asks nothing more of the worker for a client that went away", async ({ expect }) => {
    const gone = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const url = await frontBefore((_incoming, outgoing) => {
      outgoing.on("close", gone.resolve);
      asked.resolve();
    });
    const outgoing = get(url).on("error", () => {});
    await asked.promise;
    outgoing.destroy();
    await expect(gone.promise).resolves.toBeUndefined();
  });

  it("does not finish a body whose client went away in its midst", async ({ expect }) => {
    const ended = Promise.withResolvers<string>();
    const url = await frontBefore((incoming) => {
      incoming.on("end", () => ended.resolve("complete")).on("error", () => ended.resolve("broken off"));
      incoming.resume();
    });
    const outgoing = request(url, { method: "POST", headers: { "Content-Length": "200000" } }).on(
      "error",
      () => {},
    );
    outgoing.write("x".repeat(100_000));
    await new Promise((resolve) => setTimeout(resolve, 100));
    outgoing.destroy();
    expect(await ended.promise).toBe("broken off");
  });

  it("does not read ahead of a client that is slow to read", async ({ expect }) => {
    const length = 64 * 1024 * 1024;
    let written = 0;
    const url = await frontBefore((_incoming, outgoing) => {
      const chunk = Buffer.alloc(65_536);
      const more = () => {
        while (written < length) {
          written += chunk.length;
          if (!outgoing.write(chunk)) return outgoing.once("drain", more);
        }
        return outgoing.end();
      };
      more();
    });
    const outgoing = get(url);
    const [response] = (await once(outgoing, "response")) as [IncomingMessage]; // as node:http documents
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(written).toBeLessThan(length / 2);
    let got = 0;
    for await (const chunk of response) got += (chunk as Buffer).length; // no encoding is set
    expect(got).toBe(length);
  });

  it("does not take a large body faster than the worker reads it", async ({ expect }) => {
    let read = () => {};
    const url = await frontBefore((incoming, outgoing) => {
      read = () => incoming.resume().on("end", () => outgoing.end("read"));
    });
    const body = Buffer.alloc(64 * 1024 * 1024);
    const outgoing = request(url, { method: "POST", headers: { "Content-Length": String(body.length) } });
    let flushed = false;
    outgoing.end(body, () => {
      flushed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(flushed).toBe(false);
    read();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage]; // as node:http documents
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  it("sends a body of known length with that length", async ({ expect }) => {
    const seen: (string | undefined)[] = [];
    const url = await frontBefore((incoming, outgoing) => {
      seen.push(incoming.headers["content-length"], incoming.headers["transfer-encoding"]);
      incoming.resume().on("end", () => outgoing.end());
    });
    await fetch(url, { method: "POST", body: "x".repeat(70_000) });
    await fetch(url, { method: "POST", body: "x" });
    expect(seen).toEqual(["70000", undefined, "1", undefined]);
  });

  it("answers 400 to a target that is no path, and quotes it", async ({ expect }) => {
    const url = await frontBefore((_incoming, outgoing) => outgoing.end("reached"));
    const outgoing = get({ port: new URL(url).port, path: "http://evil.example/x" });
    const [response] = (await once(outgoing, "response")) as [IncomingMessage]; // as node:http documents
    expect(response.statusCode).toBe(400);
    const [text] = await once(response, "data");
    expect(String(text)).toContain('"http://evil.example/x"');
  });
});
