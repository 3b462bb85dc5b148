import { readdir, readlink, realpath } from "node:fs/promises";
import { connect } from "node:net";
import { basename, join } from "node:path";
import { CliError, errorCode } from "./cli-error.ts";
import { openSocketFolder } from "./socket-folder.ts";
import { runFiles } from "./worker-config.ts";

/** The guard of a killed front needs milliseconds to end its worker. */
export const ORPHAN_END_MS = 3_000;

const POLL_MS = 20;

/** Ends a worker whose front was killed, before another opens the same database. Call it with the lock held. */
export async function endOrphan(runDir: string): Promise<void> {
  for (const pid of await workersIn(runDir)) kill(pid);
  const folder = await openSocketFolder(runDir);
  const deadline = Date.now() + ORPHAN_END_MS;
  while (await accepts(join(folder.path, runFiles.socket))) {
    if (Date.now() > deadline) {
      throw new CliError(`Cannot start: a worker of an earlier start still runs in ${runDir}; end it first`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await folder.close();
}

/** Processes of workerd that work in the folder; none where there is no /proc, and the guard alone has to do. */
async function workersIn(runDir: string): Promise<number[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const dir = await realpath(runDir);
  const found = await Promise.all(
    pids.map(async (pid) => ((await isWorkerIn(pid, dir)) ? [Number(pid)] : [])),
  );
  return found.flat();
}

async function isWorkerIn(pid: string, dir: string): Promise<boolean> {
  // Another user's process, or one that just ended, cannot be looked at: neither is ours.
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (cwd !== dir) return false;
  const program = await readlink(`/proc/${pid}/exe`).catch(() => "");
  return basename(program).startsWith("workerd");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
