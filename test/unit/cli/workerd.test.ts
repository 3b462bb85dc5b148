import { mkdir, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import { DRAIN_MS } from "../../../src/cli/edge.ts";
import { clockModule, runFiles, workerConfig } from "../../../src/cli/worker-config.ts";
import { endOrphan } from "../../../src/cli/worker-orphan.ts";
import { startWorkerd, WORKER_START_MS, WORKER_STOP_MS } from "../../../src/cli/workerd.ts";
import { scratch } from "./scratch.ts";

const quiet = `import { DurableObject } from "cloudflare:workers";
  export class AlertRouter extends DurableObject {}
  export default { fetch: () => new Response("ok") };`;

/** Hands each request on to the folder of runbooks. */
const reader = quiet.replace('() => new Response("ok")', "(request, env) => env.RUNBOOKS.fetch(request)");

function ask(socketPath: string, method: string, path: string): Promise<[status: number, text: string]> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path }, async (response) => {
      resolve([response.statusCode ?? 0, (await response.toArray()).join("")]);
    });
    asked.on("error", reject).end();
  });
}

async function folderWith(module: string, config = workerConfig([])) {
  const state = await scratch();
  const runDir = join(state, "run");
  for (const dir of [runDir, join(state, "do"), join(runDir, runFiles.pages)]) await mkdir(dir);
  await writeFile(join(runDir, runFiles.module), module);
  await writeFile(join(runDir, runFiles.clock), clockModule);
  await writeFile(join(runDir, runFiles.config), config);
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  return { options: { runDir, env: {}, stdout: print, stderr: print }, printed };
}

describe("startWorkerd", () => {
  it("resolves when the worker listens, and stops it", async ({ expect }) => {
    const { options } = await folderWith(quiet);
    const worker = await startWorkerd(options);
    onTestFinished(() => worker.stop());
    process.kill(worker.pid, 0);
    const startedAt = Date.now();
    await worker.stop();
    await worker.exited;
    expect(Date.now() - startedAt).toBeLessThan(WORKER_STOP_MS);
    expect(() => process.kill(worker.pid, 0)).toThrow("ESRCH");
  });

  it("starts beside the sockets that a killed one left", async ({ expect }) => {
    const { options } = await folderWith(quiet);
    const first = await startWorkerd(options);
    process.kill(first.pid, "SIGKILL");
    expect(await first.exited).toBe("SIGKILL");
    const second = await startWorkerd(options);
    await second.stop();
  });

  it("tells why a worker does not start", async ({ expect }) => {
    const broken = await folderWith("export default { fetch: ");
    await expect(startWorkerd(broken.options)).rejects.toThrow(/^Cannot start the worker: .*SyntaxError/);
    const unreadable = await folderWith(quiet, "this is no configuration");
    await expect(startWorkerd(unreadable.options)).rejects.toThrow(/^Cannot start the worker: ./);
  });

  it("gives up on a worker that does not come to listen", async ({ expect }) => {
    const { options } = await folderWith(`for (;;);\n${quiet}`);
    await expect(startWorkerd(options, 500)).rejects.toThrow("does not listen after 0.5 s");
    // The killed one has let go of the folder.
    await endOrphan(options.runDir);
  });

  it("kills a worker that does not stop by itself", { timeout: WORKER_STOP_MS * 3 }, async ({ expect }) => {
    const { options } = await folderWith(quiet);
    const worker = await startWorkerd(options);
    process.kill(worker.pid, "SIGSTOP");
    await worker.stop();
    expect(await worker.exited).toBe("SIGKILL");
  });

  it("lets the worker read the folder of runbooks, and write nothing there", async ({ expect }) => {
    const { options } = await folderWith(reader);
    const page = join(options.runDir, runFiles.pages, "HostDown.html");
    await writeFile(page, "<h1>HostDown</h1>");
    const worker = await startWorkerd(options);
    onTestFinished(() => worker.stop());
    const socket = join(options.runDir, runFiles.socket);
    expect(await ask(socket, "GET", "/HostDown.html")).toEqual([200, "<h1>HostDown</h1>"]);
    expect((await ask(socket, "GET", "/Nope.html"))[0]).toBe(404);
    expect((await ask(socket, "GET", "/..%2fworker.capnp"))[0]).not.toBe(200);
    expect((await ask(socket, "PUT", "/HostDown.html"))[0]).not.toBe(204);
    expect(await readFile(page, "utf8")).toBe("<h1>HostDown</h1>");
  });

  it("has an end to everything before Docker kills it, and a start that a busy machine can keep", ({
    expect,
  }) => {
    expect(DRAIN_MS + WORKER_STOP_MS).toBeLessThan(10_000);
    expect(WORKER_START_MS).toBeGreaterThanOrEqual(20_000);
  });
});
