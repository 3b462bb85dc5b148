import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import { runFiles } from "../../../src/cli/worker-config.ts";
import { endOrphan, ORPHAN_END_MS } from "../../../src/cli/worker-orphan.ts";
import { scratch } from "./scratch.ts";

/** Something listens where a worker would. */
async function occupied(runDir: string) {
  const server = createServer((socket) => socket.destroy()).listen(join(runDir, runFiles.socket));
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return server;
}

describe("endOrphan", () => {
  it("has nothing to do in an empty folder", async ({ expect }) => {
    await expect(endOrphan(await scratch())).resolves.toBeUndefined();
  });

  it("waits until the socket is deserted", async ({ expect }) => {
    const runDir = await scratch();
    const server = await occupied(runDir);
    const startedAt = Date.now();
    setTimeout(() => server.close(), 200);
    await endOrphan(runDir);
    expect(Date.now() - startedAt).toBeGreaterThan(150);
  });

  it("refuses to start beside a worker that stays", { timeout: ORPHAN_END_MS * 3 }, async ({ expect }) => {
    const runDir = await scratch();
    await occupied(runDir);
    await expect(endOrphan(runDir)).rejects.toThrow(`a worker of an earlier start still runs in ${runDir}`);
  });

  it("does not end a process that only stands in the folder", async ({ expect }) => {
    const { spawn } = await import("node:child_process");
    const runDir = join(await scratch(), "run");
    await mkdir(runDir);
    const bystander = spawn("sleep", ["30"], { cwd: runDir });
    onTestFinished(() => void bystander.kill("SIGKILL"));
    await once(bystander, "spawn");
    await endOrphan(runDir);
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  });
});
