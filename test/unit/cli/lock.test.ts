import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import { acquireLock, type Lock, MAX_LOCK_ROUNDS } from "../../../src/cli/lock.ts";
import { HOLDER_ANSWER_MS, MAX_HOLDER_QUESTIONS, whoListens } from "../../../src/cli/lock-holder.ts";
import { scratch } from "./scratch.ts";

async function take(dir: string): Promise<Lock> {
  const lock = await acquireLock(dir);
  if (lock.kind !== "lock") throw new Error(`held by ${lock.pid}`);
  onTestFinished(() => lock.release());
  return lock;
}

/** Another process that takes the lock and holds it; answers the child and what it printed. */
async function takeElsewhere(dir: string) {
  const module = join(import.meta.dirname, "../../../src/cli/lock.ts");
  const script = `const { acquireLock } = await import(${JSON.stringify(module)});
    const lock = await acquireLock(${JSON.stringify(dir)});
    console.log(lock.kind, lock.pid ?? process.pid);
    setTimeout(() => {}, lock.kind === "lock" ? 30_000 : 0);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [printed] = await once(child.stdout, "data");
  return { child, said: String(printed).trim() };
}

describe("acquireLock", () => {
  it("gives a free folder, and nobody else after that", async ({ expect }) => {
    const dir = await scratch();
    await take(dir);
    expect(await acquireLock(dir)).toEqual({ kind: "holder", pid: process.pid });
  });

  it("gives it again once released", async ({ expect }) => {
    const dir = await scratch();
    await (await take(dir)).release();
    expect((await take(dir)).kind).toBe("lock");
  });

  it("names the process that holds it", async ({ expect }) => {
    const dir = await scratch();
    const { child, said } = await takeElsewhere(dir);
    expect(said).toBe(`lock ${child.pid}`);
    expect(await acquireLock(dir)).toEqual({ kind: "holder", pid: child.pid });
  });

  it("is free at once when its holder is killed, before anyone has reaped it", async ({ expect }) => {
    const dir = await scratch();
    const { child } = await takeElsewhere(dir);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    expect((await take(dir)).kind).toBe("lock");
  });

  it("has one winner among starts that all find a dead holder", async ({ expect }) => {
    const dir = await scratch();
    const { child } = await takeElsewhere(dir);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    const locks = await Promise.all(Array.from({ length: 20 }, () => acquireLock(dir)));
    const winners = locks.filter((lock) => lock.kind === "lock");
    for (const lock of winners) onTestFinished(() => lock.release());
    expect(winners).toHaveLength(1);
  });

  it("has one winner among processes", { timeout: 20_000 }, async ({ expect }) => {
    const dir = await scratch();
    const said = await Promise.all(Array.from({ length: 4 }, async () => (await takeElsewhere(dir)).said));
    const winner = said.find((line) => line.startsWith("lock "))?.slice("lock ".length);
    expect(said.toSorted()).toEqual([...Array(3).fill(`holder ${winner}`), `lock ${winner}`]);
  });

  it("works below a path that is longer than a socket's may be", async ({ expect }) => {
    const dir = join(await scratch(), "d".repeat(150));
    await mkdir(dir);
    await take(dir);
    expect(await acquireLock(dir)).toEqual({ kind: "holder", pid: process.pid });
    expect(await readdir(dir)).toEqual(["lock-1.sock"]);
  });

  it("leaves one socket behind, however often it is taken", async ({ expect }) => {
    const dir = await scratch();
    for (let round = 0; round < 5; round++) await (await take(dir)).release();
    expect(await readdir(dir)).toEqual(["lock-5.sock"]);
  });

  it("takes a lock's place that is not even a socket", async ({ expect }) => {
    const dir = await scratch();
    await writeFile(join(dir, "lock-3.sock"), "");
    await take(dir);
    expect(await readdir(dir)).toEqual(["lock-4.sock"]);
  });

  it(`gives up after ${MAX_LOCK_ROUNDS} rounds in which it could not become the newest`, async ({
    expect,
  }) => {
    const dir = await scratch();
    // The next generation has a digit more than a lock may have, so it never counts.
    await writeFile(join(dir, `lock-${"9".repeat(15)}.sock`), "");
    await expect(acquireLock(dir)).rejects.toThrow("other starts keep taking it");
    expect(await readdir(dir)).toEqual([`lock-${"9".repeat(15)}.sock`]);
  });

  it("says which folder cannot be locked", async ({ expect }) => {
    await expect(acquireLock("/nonexistent")).rejects.toThrow("/nonexistent");
  });
});

describe("whoListens", () => {
  it("takes a holder that does not answer for alive", { timeout: HOLDER_ANSWER_MS * 3 }, async ({
    expect,
  }) => {
    const path = join(await scratch(), "mute.sock");
    const server = createServer(() => {}).listen(path);
    onTestFinished(() => {
      server.close();
    });
    await once(server, "listening");
    expect(await whoListens(path)).toEqual({ kind: "holder", pid: undefined });
  });

  it("asks a holder that hangs up a few times, and then takes it for alive", async ({ expect }) => {
    const path = join(await scratch(), "rude.sock");
    let asked = 0;
    const server = createServer((socket) => {
      asked++;
      socket.end("who?");
    }).listen(path);
    onTestFinished(() => {
      server.close();
    });
    await once(server, "listening");
    expect(await whoListens(path)).toEqual({ kind: "holder", pid: undefined });
    expect(asked).toBe(MAX_HOLDER_QUESTIONS);
  });

  it("finds nobody when the holder goes away in the midst of the question", async ({ expect }) => {
    const path = join(await scratch(), "leaving.sock");
    const server = createServer(() => {}).listen(path);
    await once(server, "listening");
    const answer = whoListens(path);
    server.close();
    expect(await answer).toBeUndefined();
  });
});
