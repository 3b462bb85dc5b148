import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** One request as a provider saw it. */
export interface Recorded {
  /** When its body had come, epoch ms. */
  readonly at: number;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
  /** What it was answered. */
  readonly answer: Answer;
  /** Whether the caller was still there for the answer. A provider may forget what nobody waited for. */
  heard: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  readonly delayMs?: number;
}

/** An HTTP answer; silence; a TCP reset; or an orderly end of the connection without an answer. */
export type Answer = HttpAnswer | "hang" | "reset" | "close";

export type Script = (request: Omit<Recorded, "answer" | "heard">, index: number) => Answer;

/** A provider on loopback: records every request and answers as `script` says, which a test may change at any time. */
export class StandIn {
  readonly requests: Recorded[] = [];
  script: Script;
  readonly #options: ServerOptions;
  #server: Server | undefined;
  #port = 0;

  constructor(script: Script = () => ({ status: 200 }), options: ServerOptions = {}) {
    this.script = script;
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Requests that were answered with success: what the provider's users see. */
  get delivered(): readonly Recorded[] {
    return this.requests.filter(({ answer }) => typeof answer === "object" && answer.status < 300);
  }

  /** Listens, on the same port as before after a `stop`. */
  async start(): Promise<this> {
    this.#server = createServer(this.#options, (request, response) => void this.#serve(request, response));
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port; // it listens on TCP
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readAll(request).catch(() => undefined);
    if (text === undefined) return;
    const { method = "", url: path = "", headers } = request;
    const seen = { at: Date.now(), method, path, headers, text, json: parsed(text) };
    const recorded: Recorded = { ...seen, answer: this.script(seen, this.requests.length), heard: false };
    this.requests.push(recorded);
    give(recorded, response);
  }
}

function give(recorded: Recorded, response: ServerResponse): void {
  const { answer } = recorded;
  if (answer === "hang") return;
  if (answer === "reset") return void response.socket?.resetAndDestroy();
  if (answer === "close") return void response.socket?.end();
  const { status, headers = {}, body = "", delayMs = 0 } = answer;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? {} : { "Content-Type": "application/json" };
  const end = () => {
    recorded.heard = response.socket?.destroyed === false;
    response.writeHead(status, { ...type, ...headers }).end(text);
  };
  if (delayMs === 0) end();
  else setTimeout(end, delayMs);
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
