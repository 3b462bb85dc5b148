import { Client, type Dispatcher } from "undici";
import type { Credentials } from "../test/e2e/harness/caller.ts";

export interface Target {
  readonly url: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  /** With a client certificate; without, the connection is plain. */
  readonly credentials?: Credentials;
  /** In the place of the URL's host and port. */
  readonly socketPath?: string;
}

/** Of a load, as wrk had when the goals were set. */
export const CONNECTIONS = 20;

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

  /** Asks for so long, and answers how often a second. Anything but a 2xx ends the measurement: what is refused costs less. */
  async run(ms: number, body: () => string | null): Promise<number> {
    const from = performance.now();
    let count = 0;
    const one = async (client: Client) => {
      for (; performance.now() - from < ms; count++) await ask(client, this.#target, body());
    };
    await Promise.all(this.#clients.map(one));
    return (count * 1000) / (performance.now() - from);
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

/** Resolves at the end of the answer. */
function ask(client: Client, { path, method }: Target, body: string | null): Promise<void> {
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
        if (status < 300) resolve();
        else reject(new Error(`Cannot measure ${path}: it was answered ${status} ${said.slice(0, 200)}`));
      },
      onResponseError: (_, error) => reject(error),
    };
    client.dispatch({ path, method, body, headers: ["Content-Type", "application/json"] }, handler);
  });
}
