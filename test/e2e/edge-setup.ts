import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SecureVersion } from "node:tls";
import { onTestFinished } from "vitest";

const root = join(import.meta.dirname, "../..");

/** A routing file that is right and tells nobody. */
export const quietRouting = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";

export async function scratchFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "fw-e2e-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export async function configFolder(base: string, routing = quietRouting, edge?: string): Promise<string> {
  const dir = join(base, "config");
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "routing.yaml"), routing);
  if (edge !== undefined) await writeFile(join(dir, "edge.yaml"), edge);
  return dir;
}

/** `farwatch <args>` as a process that leads a group of its own, as a shell would start it. */
export interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stdout(): string;
  stderr(): string;
  /** The addresses of its ready line. */
  ready(): Promise<{ url: string; uiUrl: string; afterMs: number }>;
}

export function farwatch(...args: string[]): Running {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [join(root, "src/cli/main.ts"), ...args], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const exited = once(child, "close").then(([code, signal]) => ({ code, signal }));
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
  });
  const ready = async () => {
    await until(() => /^ready /m.test(output.stdout) || child.exitCode !== null);
    const [, url, uiUrl] = /^ready {2}(\S+) \(mTLS\) {2}(\S+) \(token\)$/m.exec(output.stdout) ?? [];
    if (url === undefined || uiUrl === undefined)
      throw new Error(`not ready: ${output.stdout}${output.stderr}`);
    return { url, uiUrl, afterMs: Date.now() - startedAt };
  };
  return { child, exited, stdout: () => output.stdout, stderr: () => output.stderr, ready };
}

/** The same, with free ports, on this state folder. */
export function start(config: string, state: string, ...args: string[]): Running {
  return farwatch("start", "--config", config, "--state", state, "--port", "0", "--ui-port", "0", ...args);
}

export async function until(done: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; ) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not within ${timeoutMs} ms`);
}

/** Whether a process runs; one that ended and was not reaped does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !/\) [ZX] /.test(stat);
}

/** The worker of a front: the process of workerd that works in its state folder. */
export async function workerOf(state: string): Promise<number | undefined> {
  const dir = await realpath(join(state, "run"));
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    if ((await readlink(`/proc/${pid}/cwd`).catch(() => "")) === dir && (await isRunning(Number(pid)))) {
      return Number(pid);
    }
  }
  return undefined;
}

export interface Caller {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

/** A caller with one of the certificates of STATE/pki, or none. */
export async function callerOf(state: string, name?: string): Promise<Caller> {
  const pem = (file: string) => readFile(join(state, "pki", file), "utf8");
  const ca = await pem("ca.crt");
  return name === undefined ? { ca } : { ca, cert: await pem(`${name}.crt`), key: await pem(`${name}.key`) };
}

export interface CallOptions {
  readonly method?: string;
  /** As they go over the wire: names and values in turn. */
  readonly headers?: readonly string[];
  readonly body?: Uint8Array;
  readonly agent?: Agent;
  readonly version?: SecureVersion;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  json<T>(): T;
}

export function call(caller: Caller, url: string, options: CallOptions = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { host } = new URL(url);
  const headers = ["Host", host, ...(options.headers ?? [])];
  if (options.body !== undefined) headers.push("Content-Length", String(options.body.length));
  const outgoing = request(url, {
    ...caller,
    method: options.method ?? (options.body === undefined ? "GET" : "POST"),
    headers,
    agent: options.agent ?? new Agent({ keepAlive: false }),
    ...(options.version !== undefined && { minVersion: options.version, maxVersion: options.version }),
  });
  outgoing.on("error", reject);
  outgoing.on("response", (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () => {
      const body = Buffer.concat(chunks);
      const status = response.statusCode ?? 0;
      resolve({ status, headers: response.headers, body, json: () => JSON.parse(body.toString()) });
    });
  });
  outgoing.end(options.body);
  return promise;
}
