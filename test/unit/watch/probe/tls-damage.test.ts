import { connect, type Socket } from "node:net";
import { beforeAll, describe, it } from "vitest";
import { runProbe } from "../../../../src/watch/probe/run.ts";
import { certificateFor, type Signed } from "./pki.ts";
import { startTcp, startTls } from "./servers.ts";
import { probe, testWorld } from "./world.ts";

let leaf: Signed;

beforeAll(async () => {
  leaf = await certificateFor({ name: "leaf", hosts: ["127.0.0.1"] });
});

/** A way to the server on which one byte of its answer is changed. */
function damaging(port: number, position: number) {
  return startTcp((socket: Socket) => {
    let at = 0;
    const upstream = connect(port, "127.0.0.1").on("error", () => socket.destroy());
    socket.on("data", (data) => upstream.write(data)).on("close", () => upstream.destroy());
    upstream.on("data", (data) => {
      const index = position - at;
      at += data.byteLength;
      if (index >= 0 && index < data.byteLength) data[index] = (data[index] ?? 0) ^ 0x55;
      socket.write(data);
    });
    upstream.on("end", () => socket.end());
  });
}

describe.for(["TLSv1.2", "TLSv1.3"] as const)("a byte of %s that was changed on the way", (version) => {
  // Through the server's hello, its certificate, its signature and its proof, in uneven steps.
  const positions = Array.from({ length: 60 }, (_, step) => step * 13);

  it("is the target's fault, or does no harm; it is never taken for our own", async ({ expect }) => {
    const server = await startTls({
      key: leaf.key,
      cert: leaf.cert,
      minVersion: version,
      maxVersion: version,
    });
    const results = await Promise.all(
      positions.map(async (position) => {
        const { port } = await damaging(server.port, position);
        const world = testWorld({ signal: AbortSignal.timeout(1_000) });
        const target = `127.0.0.1:${port}`;
        const module = { prober: "tls", name: "tls" } as const;
        const { state, reason } = await runProbe(probe(module, target), "weur", world);
        return { position, state, reason, open: world.open() };
      }),
    );
    expect(results.filter(({ state }) => state === "unknown")).toEqual([]);
    // Both randoms, keys, certificates and proofs are bound to each other, so hardly a change goes unnoticed.
    expect(results.filter(({ state }) => state === "down").length).toBeGreaterThan(40);
  });
});
