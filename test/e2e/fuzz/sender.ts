import { Readable } from "node:stream";
import { Pool } from "undici";
import type { Credentials } from "../harness/caller.ts";

/** A request as it goes over the wire. */
export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly vary: string | null;
  readonly cacheControl: string | null;
  readonly text: string;
  readonly ms: number;
}

/** Kept-alive connections with one certificate, over which several requests are under way. */
export class Sender {
  readonly #pool: Pool;

  constructor(url: string, credentials: Credentials, connections: number) {
    this.#pool = new Pool(url, { connect: { ...credentials }, connections, pipelining: 1 });
  }

  async send({ method, path, headers, body }: Outgoing, isChunked = false): Promise<Answer> {
    const startedAt = performance.now();
    const response = await this.#pool.request({
      method: method as "GET", // undici takes any, and its type only knows the usual ones
      path,
      headers,
      body: body === undefined ? null : isChunked ? Readable.from([body]) : body,
    });
    const text = await response.body.text();
    const ms = performance.now() - startedAt;
    const header = (name: string) => response.headers[name]?.toString() ?? null;
    return {
      status: response.statusCode,
      type: header("content-type"),
      vary: header("vary"),
      cacheControl: header("cache-control"),
      text,
      ms,
    };
  }

  stop(): Promise<void> {
    return this.#pool.destroy();
  }
}
