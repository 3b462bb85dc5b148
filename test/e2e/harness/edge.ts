import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Caller, type Credentials } from "./caller.ts";
import { type Child, childrenOf, startChild, untilPrinted } from "./child.ts";
import type { Scene } from "./scene.ts";
import { until } from "./until.ts";

export interface EdgeOptions {
  /** Text of routing.yaml. */
  readonly routing: string;
  /** Text of edge.yaml. */
  readonly edge?: string;
  /** Secrets by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Name of the state folder in the scene; another start with the same name goes on from it. */
  readonly state?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Whether probes may look at this machine. */
  readonly allowPrivate?: boolean;
  /** A module that runs in the place of `farwatch start`, with its first arguments; it takes the same options. */
  readonly program?: readonly string[];
}

/** The clients whose certificates the first start makes. */
export type ClientName = "alertmanager" | "prometheus" | "operator";

/** `npm start`, as a process of its own. */
export interface EdgeProcess {
  readonly pid: number;
  readonly url: string;
  readonly port: number;
  readonly uiUrl: string;
  /** Path of a file in STATE/pki. */
  pki(file: string): string;
  credentials(name: ClientName): Promise<Credentials>;
  /** Speaks to this edge as one of its clients. */
  as(name: ClientName): Promise<Caller>;
  output(): string;
  workerPid(): Promise<number>;
  /** `kill -9` of workerd alone. */
  killWorker(): Promise<number>;
  /** `kill -9` of the front alone, which takes its worker along. */
  killFront(): Promise<void>;
  /** `kill -9` of the front's process group. */
  killAll(): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | string>;
}

const MAIN = join(import.meta.dirname, "../../../src/cli/main.ts");

/** Starts the local edge by its real command, and waits until it says that it is ready. */
export async function startEdgeProcess(scene: Scene, options: EdgeOptions): Promise<EdgeProcess> {
  const {
    state = "state",
    port = 0,
    secrets = {},
    allowPrivate = false,
    program = [MAIN, "start"],
  } = options;
  const [config, stateDir] = [await scene.folder(`${state}.config`), await scene.folder(state)];
  await mkdir(config, { recursive: true });
  await writeFile(join(config, "routing.yaml"), options.routing);
  await writeFile(join(config, "edge.yaml"), options.edge ?? "");
  const args = ["--config", config, "--state", stateDir, "--port", String(port), "--ui-port", "0"];
  if (allowPrivate) args.push("--allow-private");
  const child = await startChild(process.execPath, [...program, ...args], { env: secrets });
  const edge = scene.add(edgeOf(child, stateDir));
  return edge;
}

async function edgeOf(child: Child, stateDir: string): Promise<EdgeProcess> {
  const said = await untilPrinted(child, /^ready\s+(https:\S+).*?(http:\S+)/m, "the edge to be ready");
  const [, url = "", uiUrl = ""] = said;
  const pki = (file: string) => join(stateDir, "pki", file);
  const credentials = async (name: ClientName) => ({
    ca: await readFile(pki("ca.crt"), "utf8"),
    cert: await readFile(pki(`${name}.crt`), "utf8"),
    key: await readFile(pki(`${name}.key`), "utf8"),
  });
  const workerPid = () =>
    until("a worker to run", async () => (await childrenOf(child.pid, "workerd"))[0], { seen: child.output });
  return {
    pid: child.pid,
    url,
    port: Number(new URL(url).port),
    uiUrl,
    pki,
    credentials,
    as: async (name) => new Caller(url, await credentials(name)),
    output: child.output,
    workerPid,
    killWorker: async () => {
      const pid = await workerPid();
      process.kill(pid, "SIGKILL");
      return pid;
    },
    killFront: async () => {
      child.signal("SIGKILL");
      await child.ended;
    },
    killAll: async () => {
      child.killGroup();
      await child.ended;
    },
    stop: child.stop,
  };
}
