import { Agent, request } from "undici";

/** PEM texts. */
export interface Credentials {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** An HTTP client with one certificate. */
export class Caller {
  readonly #agent: Agent;
  readonly #url: string;

  constructor(url: string, credentials: Credentials) {
    this.#url = url;
    this.#agent = new Agent({ connect: { ...credentials }, connections: 16 });
  }

  async get(path: string): Promise<Reply> {
    return this.#send("GET", path);
  }

  async post(path: string, body: unknown): Promise<Reply> {
    return this.#send("POST", path, typeof body === "string" ? body : JSON.stringify(body));
  }

  /** A sample of /metrics, 0 where there is none; `series` is written as in the exposition. */
  async metric(series: string): Promise<number> {
    const { text } = await this.get("/metrics");
    const line = text.split("\n").find((one) => one.startsWith(`${series} `));
    return line === undefined ? 0 : Number(line.slice(series.length));
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }

  async #send(method: "GET" | "POST", path: string, body?: string): Promise<Reply> {
    const { statusCode, body: answer } = await request(new URL(path, this.#url), {
      method,
      dispatcher: this.#agent,
      headers: { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body }),
    });
    return { status: statusCode, text: await answer.text() };
  }
}
