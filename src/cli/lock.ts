import { randomBytes } from "node:crypto";
import { link, readdir, unlink } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { CliError, errorCode, reasonOf } from "./cli-error.ts";
import { type Holder, whoListens } from "./lock-holder.ts";
import { openSocketFolder } from "./socket-folder.ts";

/** Each round another start took a generation before us; that many at once is no race but a fault. */
export const MAX_LOCK_ROUNDS = 100;

export interface Lock {
  readonly kind: "lock";
  /** The socket's file stays behind, and the next start sees that nobody listens. */
  release(): Promise<void>;
}

/**
 * Takes the folder for this process, or says who has it. The lock is a listening socket `lock-<generation>.sock`:
 * it dies with its holder, and the newest generation counts. A file is never replaced, and the newest is never
 * removed, so that two starts that both find a dead holder cannot both take its place: `link` lets one pass.
 */
export async function acquireLock(dir: string): Promise<Lock | Holder> {
  const folder = await openSocketFolder(dir);
  const draft = join(folder.path, `lock-${randomBytes(6).toString("hex")}.new`);
  const server = await listenOn(draft, dir);
  const release = async () => {
    await new Promise((resolve) => server.close(resolve));
    await folder.close();
  };
  try {
    const held = await takeNewest(folder.path, draft);
    if (held === undefined) return { kind: "lock", release };
    await release();
    return held;
  } catch (error) {
    await release();
    throw error;
  } finally {
    await unlink(draft).catch(() => {});
  }
}

async function takeNewest(dir: string, draft: string): Promise<Holder | undefined> {
  for (let round = 0; round < MAX_LOCK_ROUNDS; round++) {
    const newest = await newestGeneration(dir);
    const holder = newest === 0 ? undefined : await whoListens(socketPath(dir, newest));
    if (holder !== undefined) return holder;
    if (!(await linkOnce(draft, socketPath(dir, newest + 1)))) continue;
    // Our look at the folder may be so old that its newest has died, been succeeded and been removed since.
    if ((await newestGeneration(dir)) === newest + 1) return removeOlder(dir, newest + 1);
    await unlink(socketPath(dir, newest + 1)).catch(() => {});
  }
  throw new CliError(`Cannot lock ${dir}: other starts keep taking it`);
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw new CliError(`Cannot lock ${to}: ${reasonOf(error)}`);
  }
}

async function newestGeneration(dir: string): Promise<number> {
  return Math.max(0, ...(await generations(dir)));
}

async function generations(dir: string): Promise<number[]> {
  const names = await readdir(dir);
  return names.flatMap((name) => {
    const digits = /^lock-([1-9]\d{0,14})\.sock$/.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
}

async function removeOlder(dir: string, own: number): Promise<undefined> {
  for (const generation of await generations(dir)) {
    if (generation < own) await unlink(socketPath(dir, generation)).catch(() => {});
  }
}

function socketPath(dir: string, generation: number): string {
  return join(dir, `lock-${generation}.sock`);
}

function listenOn(path: string, dir: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(`${process.pid}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new CliError(`Cannot lock ${dir}: ${reasonOf(error)}`)));
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}
