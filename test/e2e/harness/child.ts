import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { until } from "./until.ts";

/** A program under test that is running, with all that it printed. */
export interface Child {
  readonly pid: number;
  /** Exit code, or the signal's name; set once it has ended. */
  readonly ended: Promise<number | string>;
  isRunning(): boolean;
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL to its process group: what an OOM killer or a container's end does. */
  killGroup(): void;
  /** SIGTERM, and SIGKILL when it does not listen. */
  stop(): Promise<number | string>;
}

const STOP_MS = 10_000;

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Programs that run now. */
const living = new Set<Child>();

/** Ends at once whatever still runs: they have groups of their own, and would outlive whoever is broken off. */
export function killChildren(): void {
  for (const child of living) child.killGroup();
}

/** Starts a program in a process group of its own. */
export async function startChild(
  program: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<Child> {
  const { PATH = "", HOME = "", TMPDIR = "/tmp" } = process.env;
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH, HOME, TMPDIR, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = whenEnded(child);
  await new Promise<void>((resolve, reject) => {
    child
      .once("spawn", resolve)
      .once("error", (error) => reject(new Error(`Cannot run ${program}: ${error}`)));
  });
  const pid = child.pid ?? 0;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const running: Child = {
    pid,
    ended,
    isRunning,
    output: () => output,
    signal: (name) => void child.kill(name),
    killGroup: () => {
      if (isRunning()) process.kill(-pid, "SIGKILL");
    },
    stop: async () => {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      const how = await ended;
      clearTimeout(timer);
      return how;
    },
  };
  living.add(running);
  void ended.then(() => living.delete(running));
  return running;
}

function whenEnded(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? code ?? -1));
    child.once("error", () => resolve(-1));
  });
}

/** What `pattern` matches in the program's output; fails at once when the program ends without it. */
export function untilPrinted(child: Child, pattern: RegExp, what: string): Promise<RegExpMatchArray> {
  return until(what, () => {
    const match = child.output().match(pattern);
    if (match !== null) return match;
    if (!child.isRunning()) throw new Error(`It ended before ${what}; it said:\n${child.output()}`);
    return undefined;
  });
}

/** Pids of the living children of `parent` whose program has this name. */
export async function childrenOf(parent: number, name: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    pids.map(async (pid) => ((await isChild(pid, parent, name)) ? [Number(pid)] : [])),
  );
  return found.flat();
}

/** `/proc/PID/stat` is `pid (name) state parent ...`; a name may hold anything, so its last parenthesis counts. */
async function isChild(pid: string, parent: number, name: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [, found, state, ppid] = /^\d+ \((.*)\) (\S) (\d+) /s.exec(stat) ?? [];
  return found === name && state !== "Z" && Number(ppid) === parent;
}
