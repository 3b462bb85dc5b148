import { Agent, request } from "undici";
import type { Credentials } from "../harness/caller.ts";

export interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What a program asks, header by header: nothing is added to it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A program's HTTP client with its certificate; follows no redirect. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** `headers` go with every request, unless it has its own. */
  constructor(url: string, credentials: Credentials, headers: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#headers = headers;
    this.#agent = new Agent({ connect: { ...credentials } });
  }

  async send({ method, path, headers = {}, body }: Asked): Promise<Exchange> {
    const answer = await request(new URL(path, this.#url), {
      method,
      dispatcher: this.#agent,
      headers: { ...this.#headers, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const bytes = new Uint8Array(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: answer.headers, body: bytes };
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Exchange> {
    return this.send({ method: "GET", path, headers });
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** The body as text; bytes that are no UTF-8 are an error. */
export function textOf({ body }: Exchange): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
}
