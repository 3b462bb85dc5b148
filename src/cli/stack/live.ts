import { execFile } from "node:child_process";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { CliError, reasonOf } from "../cli-error.ts";
import { readIfThere } from "../files.ts";
import type { Finding } from "./finding.ts";
import type { Inventory } from "./inventory.ts";
import { judgeContainers, judgeRules, judgeTargets } from "./live-judge.ts";
import type { Project } from "./project.ts";

/** Prometheus answers its own API within milliseconds, unless it is in trouble. */
export const LIVE_TIMEOUT_MS = 10_000;

/** Longest answer that is read: ten thousand targets, and the rules. */
export const MAX_LIVE_BYTES = 16 * 1024 * 1024;

/** Where the running stack is asked; only tests have another. */
export interface LiveStack {
  readonly docker: string;
  /** Of Prometheus, on the loopback. */
  readonly port: number;
}

export const LIVE_STACK: LiveStack = { docker: "docker", port: 9090 };

/** What the running stack says of itself. */
export async function liveFindings(
  project: Project,
  inventory: Inventory,
  { docker, port }: LiveStack = LIVE_STACK,
): Promise<readonly Finding[]> {
  const told = await Promise.all([
    asked("docker compose ps", "run: docker compose up -d", async () =>
      judgeContainers(await containers(project, docker)),
    ),
    asked("prometheus", "see: docker compose logs prometheus", async () => {
      const client = { port, ...(await readClient(project, inventory)) };
      const targets = judgeTargets(inventory, await get(client, "/api/v1/targets?state=active"));
      return [...targets, ...judgeRules(await get(client, "/api/v1/rules"))];
    }),
  ]);
  return told.flat();
}

/** That a part does not answer is a finding too, and no reason to keep the others to ourselves. */
async function asked(
  where: string,
  todo: string,
  ask: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await ask();
  } catch (error) {
    const what = error instanceof CliError ? error.message : `does not answer: ${reasonOf(error)}`;
    return [{ where, what, todo }];
  }
}

async function containers({ compose }: Project, docker: string): Promise<string> {
  const args = ["compose", "ps", "--all", "--format", "json"];
  try {
    const { stdout } = await promisify(execFile)(docker, args, { cwd: compose, timeout: LIVE_TIMEOUT_MS });
    return stdout;
  } catch (error) {
    const told = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    throw new CliError(`fails: ${told.split("\n")[0] || reasonOf(error)}`);
  }
}

interface Client extends Pair {
  readonly port: number;
}

interface Pair {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Prometheus lets in the certificate with which it scrapes itself; it stays on this machine. */
async function readClient({ compose }: Project, { bastion }: Inventory): Promise<Pair> {
  const folder = join(compose, "pki", bastion.name, "prometheus");
  const [ca, cert, key] = await Promise.all(
    ["ca.crt", "client.crt", "client.key"].map((name) => readIfThere(join(folder, name))),
  );
  if (ca === undefined || cert === undefined || key === undefined) {
    throw new CliError(`cannot be asked: ${folder} lacks ca.crt, client.crt or client.key`);
  }
  return { ca, cert, key };
}

async function get(client: Client, path: string): Promise<unknown> {
  const response = await open(client, path);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new CliError(`answers ${path} with status ${response.statusCode}`);
  }
  const body = await bodyOf(response);
  try {
    return JSON.parse(body);
  } catch {
    throw new CliError(`answers ${path} with no JSON: ${JSON.stringify(body.slice(0, 80))}`);
  }
}

function open(client: Client, path: string): Promise<IncomingMessage> {
  const signal = AbortSignal.timeout(LIVE_TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", path, servername: "localhost", agent: false, signal, ...client };
    const asking = request(options, resolve);
    asking.on("error", reject);
    asking.end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    parts.push(part);
    size += part.length;
    if (size > MAX_LIVE_BYTES) throw new CliError(`answers with more than ${MAX_LIVE_BYTES} bytes`);
  }
  return Buffer.concat(parts).toString();
}
