import { describe, it } from "vitest";
import type { TcpModule } from "../../../../src/config/config.ts";
import { runProbe } from "../../../../src/watch/probe/run.ts";
import { MAX_DIALOGUE_BYTES } from "../../../../src/watch/probe/tcp.ts";
import { startTcp } from "./servers.ts";
import { probe, testWorld } from "./world.ts";

function module(...queryResponse: TcpModule["queryResponse"]): TcpModule {
  return { prober: "tcp", name: "tcp", queryResponse };
}

describe("tcp", () => {
  it("an open port is up, and is closed again", async ({ expect }) => {
    const server = await startTcp(() => {});
    const world = testWorld();
    const result = await runProbe(probe(module(), `127.0.0.1:${server.port}`), "weur", world);
    expect(result).toMatchObject({ state: "up", reason: "", probe: "test", region: "weur" });
    await expect.poll(() => world.open()).toBe(0);
  });

  it("a closed port is down", async ({ expect }) => {
    const result = await runProbe(probe(module(), "127.0.0.1:1"), "weur", testWorld());
    expect(result.state).toBe("down");
    expect(result.reason).toContain("Cannot connect to 127.0.0.1:1: connect ECONNREFUSED");
  });

  it("a port that never opens is down at the timeout", async ({ expect }) => {
    let isClosed = false;
    const connect = () => ({
      readable: new ReadableStream<Uint8Array>(),
      writable: new WritableStream<Uint8Array>(),
      opened: new Promise<never>(() => {}),
      close: async () => {
        isClosed = true;
      },
    });
    const world = testWorld({ connect, signal: AbortSignal.timeout(50) });
    const result = await runProbe(probe(module(), "192.0.2.1:9"), "weur", world);
    expect(result).toMatchObject({ state: "down", reason: "No answer within 5s: Connect to 192.0.2.1:9" });
    expect(isClosed).toBe(true);
  });

  it("a private address is refused before anything is opened", async ({ expect }) => {
    const connect = () => {
      throw new Error("opened");
    };
    const world = testWorld({ connect, allowPrivate: false });
    const result = await runProbe(probe(module(), "[::ffff:127.0.0.1]:22"), "weur", world);
    expect(result).toMatchObject({ state: "unknown" });
    expect(result.reason).toContain("Refused to probe ::ffff:127.0.0.1: the address is loopback");
  });

  it("talks in turn, with groups of what was said", async ({ expect }) => {
    const heard: string[] = [];
    const server = await startTcp((socket) => {
      socket.write(":irc.example NOTICE * :*** Looking up\r\nPING :12");
      setTimeout(() => socket.write("34\r\n"), 20);
      socket.on("data", (data) => {
        heard.push(data.toString());
        if (data.includes("PONG")) socket.write(":irc.example 001 welcome\r\n");
      });
    });
    const talk = module(
      { send: "NICK prober" },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: blackbox_exporter's word for a group
      { expect: "^PING :(\\d{4})$", send: "PONG ${1} $1 $$1 $9" },
      { expect: " 001 " },
    );
    const world = testWorld();
    const result = await runProbe(probe(talk, `127.0.0.1:${server.port}`), "weur", world);
    expect(result).toMatchObject({ state: "up", reason: "" });
    expect(heard.join("")).toBe("NICK prober\nPONG 1234 1234 $1 \n");
    expect(world.steps).toContain('Received "PING :1234"');
  });

  it("a line counts before it ends", async ({ expect }) => {
    const server = await startTcp((socket) => socket.write("login: "));
    const result = await runProbe(
      probe(module({ expect: "^login:" }), `127.0.0.1:${server.port}`),
      "weur",
      testWorld(),
    );
    expect(result.state).toBe("up");
  });

  it("a line is used up by its match", async ({ expect }) => {
    const server = await startTcp((socket) => socket.end("ready\r\n"));
    const talk = module({ expect: "^ready$" }, { expect: "^ready$" });
    const result = await runProbe(probe(talk, `127.0.0.1:${server.port}`), "weur", testWorld());
    expect(result).toMatchObject({ state: "down", reason: 'The peer hung up before "^ready$"' });
  });

  it("a peer that says something else hangs until the timeout", async ({ expect }) => {
    const server = await startTcp((socket) => socket.write("500 busy\r\n"));
    const world = testWorld({ signal: AbortSignal.timeout(100) });
    const result = await runProbe(
      probe(module({ expect: "^220" }), `127.0.0.1:${server.port}`),
      "weur",
      world,
    );
    expect(result).toMatchObject({ state: "down", reason: 'No answer within 5s: Expect "^220"' });
    await expect.poll(() => world.open()).toBe(0);
  });

  it("a peer that talks without end is cut off", async ({ expect }) => {
    const server = await startTcp((socket) => {
      const timer = setInterval(() => socket.write("x".repeat(16 * 1024)), 1);
      socket.on("close", () => clearInterval(timer));
    });
    const world = testWorld();
    const result = await runProbe(
      probe(module({ expect: "^220" }), `127.0.0.1:${server.port}`),
      "weur",
      world,
    );
    expect(result).toMatchObject({ state: "down", reason: `No "^220" within ${MAX_DIALOGUE_BYTES} bytes` });
    await expect.poll(() => world.open()).toBe(0);
  });

  it("a reset is down", async ({ expect }) => {
    const server = await startTcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const talk = module({ send: "hello" }, { expect: "^220" });
    const result = await runProbe(probe(talk, `127.0.0.1:${server.port}`), "weur", testWorld());
    expect(result.state).toBe("down");
    expect(result.reason).toMatch(/^Cannot receive: |^The peer hung up/);
  });

  it("a target without a port is unknown", async ({ expect }) => {
    const result = await runProbe(probe(module(), "example.org"), "weur", testWorld());
    expect(result).toMatchObject({
      state: "unknown",
      reason: 'Cannot read the target "example.org": it must be host:port',
    });
  });
});
