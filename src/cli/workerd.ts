import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { CliError, reasonOf } from "./cli-error.ts";
import { runFiles } from "./worker-config.ts";
import { logFilter } from "./worker-log.ts";

/** A worker that listens after this long will never do. A busy machine needs about 1 s. */
export const WORKER_START_MS = 20_000;

/** What workerd gets to end by itself, and to write what it holds, before it is killed. */
export const WORKER_STOP_MS = 3_000;

export interface WorkerdOptions {
  readonly runDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Options of `workerd serve` beside our own; only the bench has some. */
  readonly flags?: readonly string[];
  stdout(text: string): void;
  stderr(text: string): void;
}

export interface Workerd {
  readonly pid: number;
  /** How it ended: a signal's name or an exit code. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** Starts workerd in `runDir`; resolves when it listens. */
export async function startWorkerd(options: WorkerdOptions, startMs = WORKER_START_MS): Promise<Workerd> {
  await removeSockets(options.runDir);
  const child = spawn(workerdPath(), workerdArguments(options.flags), {
    cwd: options.runDir,
    env: options.env,
    // A group of its own: Ctrl-C is for the front, which lets requests end first.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const exited = whenExited(child);
  const output = collectOutput(child, options);
  const watchdog = child.pid === undefined ? undefined : guard(child.pid);
  exited.finally(() => watchdog?.kill("SIGKILL"));
  const failure = exited.then((how) => {
    throw new CliError(`Cannot start the worker: ${output.firstWords() ?? `workerd ended with ${how}`}`);
  });
  try {
    await Promise.race([whenListening(child), failure, tooLate(startMs)]);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  output.release();
  failure.catch(() => {}); // after the start, its end is for whoever awaits `exited`
  return { pid: child.pid ?? 0, exited, stop: () => stop(child, exited) };
}

function workerdArguments(flags: readonly string[] = []): readonly string[] {
  return ["serve", "--experimental", "--verbose", "--control-fd", "3", ...flags, runFiles.config, "config"];
}

function workerdPath(): string {
  const found: unknown = createRequire(import.meta.url)("workerd");
  const path = found !== null && typeof found === "object" && "default" in found ? found.default : undefined;
  if (typeof path === "string") return path;
  throw new CliError("Cannot find workerd: run npm ci");
}

/** workerd does not remove what an earlier one left, and then cannot listen. */
async function removeSockets(runDir: string): Promise<void> {
  await rm(join(runDir, runFiles.socket), { force: true });
  await rm(join(runDir, runFiles.clockSocket), { force: true });
}

/**
 * Ends workerd when the front is gone, however it went: the pipe to this shell closes with the front, even by
 * `kill -9`. It has a group of its own, so that what kills the front's group leaves it to do its work.
 */
function guard(pid: number): ChildProcess {
  const script = 'read -r _; kill -9 "$1"';
  const shell = spawn("/bin/sh", ["-c", script, "farwatch-guard", String(pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.on("error", () => {});
  shell.unref();
  return shell;
}

function whenExited(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(reasonOf(error)));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

interface Output {
  /** The first line of its faults; workerd ends with the consequences. */
  firstWords(): string | undefined;
  /** Passes on what was held back, and from now on everything. */
  release(): void;
}

/** Holds back what the worker prints until it has started: of a start that fails one line is enough. */
function collectOutput(child: ChildProcess, options: WorkerdOptions): Output {
  let held: (() => void)[] | undefined = [];
  let first: string | undefined;
  const keep = logFilter();
  const pass = (print: () => void) => (held === undefined ? print() : held.push(print));
  eachLine(child.stdout, (line) => pass(() => options.stdout(`${line}\n`)));
  eachLine(child.stderr, (line) => {
    const kept = keep(line);
    if (kept === undefined) return;
    first ??= kept;
    pass(() => options.stderr(`${kept}\n`));
  });
  const release = () => {
    for (const print of held ?? []) print();
    held = undefined;
  };
  return { firstWords: () => first, release };
}

function eachLine(stream: Readable | null, take: (line: string) => void): void {
  if (stream === null) return;
  stream.on("error", () => {});
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", take);
}

/** workerd tells each socket that it listens on by a line on its control descriptor. */
function whenListening(child: ChildProcess): Promise<void> {
  const control = child.stdio[3];
  const awaited = new Set(["main", "clock"]);
  return new Promise((resolve) => {
    // `stdio[3]` is a pipe by our options, so it can be read; its type leaves that open.
    eachLine(control as Readable | null, (line) => {
      for (const socket of awaited) if (line.includes(`"socket":"${socket}"`)) awaited.delete(socket);
      if (awaited.size === 0) resolve();
    });
  });
}

function tooLate(startMs: number): Promise<never> {
  return new Promise((_, reject) => {
    const message = `Cannot start the worker: it does not listen after ${startMs / 1_000} s`;
    setTimeout(() => reject(new CliError(message)), startMs).unref();
  });
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), WORKER_STOP_MS);
  await exited;
  clearTimeout(timer);
}
