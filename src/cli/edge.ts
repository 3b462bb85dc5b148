import { X509Certificate } from "node:crypto";
import type { Server } from "node:http";
import { join, resolve } from "node:path";
import type { Config } from "../config/config.ts";
import { receiverSecrets } from "../config/needed-secrets.ts";
import { bundleWorker, type ConfigTexts } from "./bundle.ts";
import { CfBlobs } from "./cf-blob.ts";
import { CliError } from "./cli-error.ts";
import { Clock } from "./clock.ts";
import { readConfigFolder } from "./config-folder.ts";
import { configRefusal } from "./config-refusal.ts";
import { edgeHosts, isWildcard, workerEnvironment } from "./edge-environment.ts";
import { makePrivateFolder, PRIVATE_FILE, writeWhole } from "./files.ts";
import { addressOf, createTlsFront, createUiFront, drain, listen } from "./front.ts";
import { acquireLock } from "./lock.ts";
import { holderName } from "./lock-holder.ts";
import { ensurePki, type Pki } from "./pki.ts";
import { certificateNames, findProbeCertificates, type ProbeCertificates } from "./probe-certificates.ts";
import { Revocations } from "./revocations.ts";
import { copyRunbookPages } from "./runbook-pages.ts";
import { openSocketFolder } from "./socket-folder.ts";
import { ensureOperatorToken } from "./token.ts";
import { clockModule, platformBindings, RUN_FOLDER, runFiles, workerConfig } from "./worker-config.ts";
import { endOrphan } from "./worker-orphan.ts";
import { WorkerPool } from "./worker-pool.ts";
import { STARTED_AT, WorkerSupervisor } from "./worker-supervisor.ts";
import { startWorkerd } from "./workerd.ts";

/** In-flight requests get this long when the edge is told to end; Docker kills all after 10 s. */
export const DRAIN_MS = 5_000;

export interface EdgeOptions {
  readonly config: string;
  readonly state: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly uiPort: number;
  readonly allowPrivate: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The worker's main module; only tests have another. */
  readonly entry?: string;
  /** Options of `workerd serve`; only the bench has some. */
  readonly workerdFlags?: readonly string[];
  stdout(text: string): void;
  stderr(text: string): void;
}

export interface Edge {
  readonly url: string;
  readonly uiUrl: string;
  readonly pkiDir: string;
  /** Secrets that the routing names, and those of them that are not set. */
  readonly secrets: { readonly needed: readonly string[]; readonly missing: readonly string[] };
  /** Why client certificates of probes cannot be used, a line each. */
  readonly certificateFaults: readonly string[];
  workerPid(): number | undefined;
  stop(): Promise<void>;
}

/** What ends in the opposite order of its beginning. */
type Closers = (() => Promise<unknown>)[];

/** Starts the local edge; every failure that was foreseen is a `CliError`, and each leaves nothing running. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const closers: Closers = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const edge = await assemble(options, closers);
    return { ...edge, stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(options: EdgeOptions, closers: Closers): Promise<Omit<Edge, "stop">> {
  const { config, texts } = await loadOrRefuse(options);
  const state = resolve(options.state);
  for (const dir of ["", RUN_FOLDER, "do"]) await makePrivateFolder(join(state, dir));
  closers.push(await lockOrRefuse(options.state, state));
  const module = bundleEarly(options, texts);
  const pki = await ensurePki(join(state, "pki"), edgeHosts(options.host, config), Date.now());
  const token = await ensureOperatorToken(state);

  const sockets = await openSocketFolder(join(state, RUN_FOLDER));
  closers.push(sockets.close);
  // The fronts come first, so that a port that is taken costs no start of a worker, and the worker knows its address.
  const { url, uiUrl } = await openFronts(options, pki, sockets.path, closers);
  const local = { url, token, clients: pki.clients, allowPrivate: options.allowPrivate };
  const env = workerEnvironment(options.env, config, local);
  const pkiDir = join(options.state, "pki");
  const taken = [...Object.keys(env), STARTED_AT, ...platformBindings];
  const findCertificates = () => findProbeCertificates(pkiDir, certificateNames(config), taken);
  const { faults: certificateFaults } = await findCertificates();
  const code = { module: await module, env, findCertificates };
  const worker = await startWorker(options, join(state, RUN_FOLDER), code, closers);
  startClock(options, sockets.path, closers);

  const needed = receiverSecrets(config);
  const missing = needed.filter((name) => (options.env[name] ?? "") === "");
  return { url, uiUrl, pkiDir, secrets: { needed, missing }, certificateFaults, workerPid: () => worker.pid };
}

async function loadOrRefuse(options: EdgeOptions): Promise<{ config: Config; texts: ConfigTexts }> {
  const { config, texts, diagnostics } = await readConfigFolder(options.config);
  if (config !== undefined) return { config, texts };
  throw configRefusal("start", options.config, diagnostics);
}

async function lockOrRefuse(shown: string, state: string): Promise<() => Promise<void>> {
  const lock = await acquireLock(state);
  if (lock.kind === "lock") return lock.release;
  throw new CliError(`Cannot start: ${holderName(lock)} already runs on ${shown}`);
}

/** Bundles while the rest is made ready; when both fail, the rest's failure is told. */
function bundleEarly(options: EdgeOptions, texts: ConfigTexts): Promise<string> {
  const module = bundleWorker(options.entry ?? join(import.meta.dirname, "../index.ts"), texts);
  module.catch(() => {});
  return module;
}

async function openFronts(options: EdgeOptions, pki: Pki, socketDir: string, closers: Closers) {
  const pool = new WorkerPool(join(socketDir, runFiles.socket));
  closers.push(() => pool.close());
  const tls = createTlsFrontOrRefuse(pki, pool, options);
  const ui = createUiFront(pool);
  closers.push(() => Promise.all([drain(tls, DRAIN_MS), drain(ui, DRAIN_MS)]));
  const port = await listen(tls, options.host, options.port, "--port");
  const uiPort = await listen(ui, "127.0.0.1", options.uiPort, "--ui-port");
  const host = isWildcard(options.host) ? "localhost" : options.host;
  return { url: `https://${addressOf(host, port)}`, uiUrl: `http://127.0.0.1:${uiPort}` };
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

interface WorkerCode {
  readonly module: string;
  readonly env: Readonly<Record<string, string>>;
  findCertificates(): Promise<ProbeCertificates>;
}

async function startWorker(
  { stdout, stderr, workerdFlags: flags = [] }: EdgeOptions,
  runDir: string,
  { module, env, findCertificates }: WorkerCode,
  closers: Closers,
): Promise<WorkerSupervisor> {
  await endOrphan(runDir);
  await writeWhole(join(runDir, runFiles.module), module, PRIVATE_FILE);
  await writeWhole(join(runDir, runFiles.clock), clockModule, PRIVATE_FILE);
  await copyRunbookPages(runDir);
  const worker = new WorkerSupervisor({ runDir, env, flags, stdout, stderr }, async (options) => {
    // Anew for each start: a key pair that was taken away must not keep a worker that died from coming back.
    const { bound } = await findCertificates();
    const config = workerConfig([...Object.keys(env), STARTED_AT], bound);
    await writeWhole(join(runDir, runFiles.config), config, PRIVATE_FILE);
    return startWorkerd(options);
  });
  // It ends after the fronts, whose last requests it answers.
  closers.splice(closers.length - 1, 0, () => worker.stop());
  await worker.start();
  return worker;
}

function startClock({ stderr }: EdgeOptions, socketDir: string, closers: Closers): void {
  const clock = new Clock(join(socketDir, runFiles.clockSocket), (line) => stderr(`${line}\n`));
  closers.push(async () => clock.stop());
  clock.start();
}
