import { X509Certificate } from "node:crypto";
import type { Server } from "node:http";
import { join, resolve } from "node:path";
import { receiverSecrets } from "../config/needed-secrets.ts";
import { bundleWorker } from "./bundle.ts";
import { CfBlobs } from "./cf-blob.ts";
import { CliError } from "./cli-error.ts";
import { Clock } from "./clock.ts";
import { readConfigFolder } from "./config-folder.ts";
import { edgeHosts, workerEnvironment } from "./edge-environment.ts";
import { makePrivateFolder, PRIVATE_FILE, writeWhole } from "./files.ts";
import { addressOf, createTlsFront, createUiFront, drain, listen } from "./front.ts";
import { acquireLock } from "./lock.ts";
import { ensurePki, type Pki } from "./pki.ts";
import { Revocations } from "./revocations.ts";
import { openSocketFolder } from "./socket-folder.ts";
import { ensureOperatorToken } from "./token.ts";
import { clockModule, runFiles, workerConfig } from "./worker-config.ts";
import { endOrphan } from "./worker-orphan.ts";
import { WorkerPool } from "./worker-pool.ts";
import { WorkerSupervisor } from "./worker-supervisor.ts";

/** In-flight requests get this long when the edge is told to end. Docker kills after 10 s. */
export const DRAIN_MS = 5_000;

export interface EdgeOptions {
  readonly config: string;
  readonly state: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly uiPort: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The worker's main module; only tests have another. */
  readonly entry?: string;
  stdout(text: string): void;
  stderr(text: string): void;
}

export interface Edge {
  readonly url: string;
  readonly uiUrl: string;
  readonly pkiDir: string;
  /** Secrets that the receivers need, and those of them that are not set. */
  readonly secrets: { readonly needed: readonly string[]; readonly missing: readonly string[] };
  workerPid(): number | undefined;
  stop(): Promise<void>;
}

/** Starts the local edge; every failure is a `CliError`, and leaves nothing running. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await assemble(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  options: EdgeOptions,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Edge> {
  const { config, texts } = await loadOrRefuse(options);
  const state = resolve(options.state);
  const runDir = join(state, "run");
  for (const dir of [state, runDir, join(state, "do")]) await makePrivateFolder(dir);
  closers.push(await lockOrRefuse(options.state, state));
  // A failure elsewhere comes first; the bundle's own is awaited below.
  const bundle = bundleWorker(options.entry ?? join(import.meta.dirname, "../index.ts"), texts);
  bundle.catch(() => {});
  const pki = await ensurePki(join(state, "pki"), edgeHosts(options.host, config), Date.now());
  const token = await ensureOperatorToken(state);

  const sockets = await openSocketFolder(runDir);
  const pool = new WorkerPool(join(sockets.path, runFiles.socket));
  closers.push(sockets.close, () => pool.close());
  const tls = createTlsFrontOrRefuse(pki, pool, options);
  const ui = createUiFront(pool);
  const port = await listen(tls, options.host, options.port, "--port");
  closers.push(() => drain(tls, 0));
  const uiPort = await listen(ui, "127.0.0.1", options.uiPort, "--ui-port");
  closers.push(() => drain(ui, 0));

  const url = `https://${addressOf(isWildcard(options.host) ? "localhost" : options.host, port)}`;
  const env = workerEnvironment(options.env, config, { url, token, clients: pki.clients });
  await endOrphan(runDir);
  await writeRunFolder(runDir, await bundle, Object.keys(env));
  const { stdout, stderr } = options;
  const worker = new WorkerSupervisor({ runDir, env, stdout, stderr });
  closers.push(() => worker.stop());
  await worker.start();
  const clock = new Clock(join(sockets.path, runFiles.clockSocket), (line) => stderr(`${line}\n`));
  clock.start();

  const needed = receiverSecrets(config);
  return {
    url,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    pkiDir: join(options.state, "pki"),
    secrets: { needed, missing: needed.filter((name) => (options.env[name] ?? "") === "") },
    workerPid: () => worker.pid,
    stop: async () => {
      clock.stop();
      await Promise.all([drain(tls, DRAIN_MS), drain(ui, DRAIN_MS)]);
      await close();
    },
  };
}

async function loadOrRefuse(options: EdgeOptions) {
  const { config, texts, diagnostics } = await readConfigFolder(options.config);
  if (config !== undefined) return { config, texts };
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  for (const { file, line, column, message } of errors) {
    options.stderr(`${file}:${line}:${column}: error: ${message}\n`);
  }
  const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
  throw new CliError(`Cannot start: the configuration in ${options.config} has ${count}`);
}

async function lockOrRefuse(shown: string, state: string): Promise<() => Promise<void>> {
  const lock = await acquireLock(state);
  if (lock.kind === "lock") return lock.release;
  const holder = lock.pid === undefined ? "another process" : `process ${lock.pid}`;
  throw new CliError(`Cannot start: ${holder} already runs on ${shown}`);
}

function createTlsFrontOrRefuse(pki: Pki, pool: WorkerPool, options: EdgeOptions): Server {
  try {
    const revocations = new Revocations(join(pki.dir, "ca.crl"), (line) => options.stderr(`${line}\n`));
    return createTlsFront(pki, new CfBlobs(revocations, new X509Certificate(pki.ca)), pool);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`Cannot use the certificates in ${pki.dir}: ${reason}`);
  }
}

async function writeRunFolder(runDir: string, module: string, bindings: readonly string[]): Promise<void> {
  await writeWhole(join(runDir, runFiles.module), module, PRIVATE_FILE);
  await writeWhole(join(runDir, runFiles.clock), clockModule, PRIVATE_FILE);
  await writeWhole(join(runDir, runFiles.config), workerConfig(bindings), PRIVATE_FILE);
}

export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
