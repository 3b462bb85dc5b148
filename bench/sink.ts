import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Where both contestants deliver: one HTTP server of this process that answers at once and remembers who was told. */
export class Sink {
  readonly #arrivals = new Map<string, Map<string, number>>();
  readonly #requests = new Map<string, number>();
  readonly #server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      this.#take(request.url ?? "", text);
      response.end();
    });
  });
  #onArrival = () => {};

  get url(): string {
    const { port } = this.#server.address() as AddressInfo; // it listens on TCP
    return `http://127.0.0.1:${port}`;
  }

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Different instances told under `path`. */
  count(path: string): number {
    return this.#arrivals.get(path)?.size ?? 0;
  }

  /** Notifications that came under `path`. */
  requests(path: string): number {
    return this.#requests.get(path) ?? 0;
  }

  /** When `path` first heard of `instance`, by `performance.now()`; waits for it. */
  arrival(path: string, instance: string, timeoutMs = 10_000): Promise<number> {
    return this.#wait(
      `${path} to hear of ${instance}`,
      () => this.#arrivals.get(path)?.get(instance),
      timeoutMs,
    );
  }

  /** Resolves with the moment at which `path` has heard of `count` instances. */
  heardOf(path: string, count: number, timeoutMs = 120_000): Promise<number> {
    const done = () => (this.count(path) >= count ? performance.now() : undefined);
    return this.#wait(`${path} to hear of ${count} alerts`, done, timeoutMs);
  }

  #take(path: string, text: string): void {
    const at = performance.now();
    const heard = this.#arrivals.get(path) ?? new Map<string, number>();
    this.#arrivals.set(path, heard);
    this.#requests.set(path, this.requests(path) + 1);
    for (const [, instance = ""] of text.matchAll(/"instance":"([^"]+)"/g))
      if (!heard.has(instance)) heard.set(instance, at);
    this.#onArrival();
  }

  async #wait(what: string, done: () => number | undefined, timeoutMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}`)),
        timeoutMs,
      );
      const look = () => {
        const at = done();
        if (at === undefined) return;
        clearTimeout(timer);
        this.#onArrival = () => {};
        resolve(at);
      };
      this.#onArrival = look;
      look();
    });
  }
}
