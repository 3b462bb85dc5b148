import { Client, type Dispatcher } from "undici";
import type { Credentials } from "../test/e2e/harness/caller.ts";
import { percentile } from "./stats.ts";

export interface Target {
  readonly url: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  /** With a client certificate; without, the connection is plain. */
  readonly credentials?: Credentials;
  /** In the place of the URL's host and port. */
  readonly socketPath?: string;
}

export interface Pace {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Keep-alive connections, each of which asks again as soon as it is answered: what wrk does, with a certificate. */
export class Load {
  readonly #clients: readonly Client[];
  readonly #target: Target;

  constructor(target: Target, connections: number) {
    this.#target = target;
    const { url, credentials, socketPath } = target;
    const options = {
      ...(credentials && { connect: { ...credentials } }),
      ...(socketPath !== undefined && { socketPath }),
    };
    this.#clients = Array.from({ length: connections }, () => new Client(url, options));
  }

  /** Asks for so long. Anything but a 2xx ends the measurement: what is refused costs less. */
  async run(ms: number, body: () => string | null): Promise<Pace> {
    const [from, latencies] = [performance.now(), [] as number[]];
    const one = async (client: Client) => {
      while (performance.now() - from < ms) latencies.push(await ask(client, this.#target, body()));
    };
    await Promise.all(this.#clients.map(one));
    const perSecond = (latencies.length * 1000) / (performance.now() - from);
    return { perSecond, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) };
  }

  /** Sends `count` bodies over all connections, each as soon as one is free; resolves when the last is answered. */
  async send(count: number, body: () => string | null): Promise<void> {
    let sent = 0;
    const one = async (client: Client) => {
      while (sent++ < count) await ask(client, this.#target, body());
    };
    await Promise.all(this.#clients.map(one));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.destroy()));
  }
}

/** Milliseconds from the request to the end of its answer. */
function ask(client: Client, { path, method }: Target, body: string | null): Promise<number> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    let status = 0;
    let said = "";
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: (_, code) => {
        status = code;
      },
      onResponseData: (_, chunk) => {
        if (status >= 300) said += chunk;
      },
      onResponseEnd: () => {
        if (status < 300) resolve(performance.now() - from);
        else reject(new Error(`Cannot measure ${path}: it was answered ${status} ${said.slice(0, 200)}`));
      },
      onResponseError: (_, error) => reject(error),
    };
    client.dispatch({ path, method, body, headers: ["Content-Type", "application/json"] }, handler);
  });
}
