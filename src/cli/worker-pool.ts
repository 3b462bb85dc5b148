import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { type Dispatcher, Pool } from "undici";
import { backwardHeaders, forwardHeaders, type Origin } from "./forward-headers.ts";

/** Connections to workerd; more requests than that wait their turn. */
export const MAX_WORKER_CONNECTIONS = 128;

/** A worker that says nothing for so long hangs; Alertmanager gives up after 10 s and comes again. */
export const WORKER_ANSWER_MS = 30_000;

export const WORKER_CONNECT_MS = 2_000;

/** Hands requests to workerd on its unix socket, and its answers back, chunk by chunk. */
export class WorkerPool {
  readonly #pool: Pool;

  constructor(socketPath: string) {
    this.#pool = new Pool("http://worker", {
      socketPath,
      connections: MAX_WORKER_CONNECTIONS,
      pipelining: 1,
      connectTimeout: WORKER_CONNECT_MS,
      headersTimeout: WORKER_ANSWER_MS,
      bodyTimeout: WORKER_ANSWER_MS,
    });
  }

  forward(request: IncomingMessage, response: ServerResponse, origin: Origin): void {
    const { url = "", method = "GET" } = request;
    if (!url.startsWith("/"))
      return answer(response, 400, `Cannot serve "${clip(url)}": a path starts with "/"`);
    try {
      this.#pool.dispatch(
        {
          path: url,
          // Node's parser accepts only methods that it knows, and undici any token.
          method: method as Dispatcher.HttpMethod,
          headers: forwardHeaders(request.rawHeaders, origin),
          body: bodyOf(request),
        },
        new Relay(request, response),
      );
    } catch {
      // undici checks names and values more strictly than Node's parser.
      answer(response, 400, "Cannot forward this request: a header is malformed");
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

function bodyOf(request: IncomingMessage): Readable | null {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding === undefined && (length === undefined || length === "0") ? null : request;
}

/** One answer on its way back. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #controller: Dispatcher.DispatchController | undefined;
  #ended = false;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#response = response;
    // A client that went away wants nothing more of the worker.
    response.once("close", () => this.#abandon());
    request.once("error", () => this.#abandon());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#response.destroyed) this.#abandon();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Parameters<typeof backwardHeaders>[0],
  ): void {
    // An interim answer is between workerd and us.
    if (status < 200) return;
    this.#response.writeHead(status, backwardHeaders(headers));
    this.#response.on("drain", () => controller.resume());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#ended = true;
    this.#response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, _error: Error): void {
    this.#ended = true;
    if (this.#response.headersSent) this.#response.destroy();
    else answer(this.#response, 503, "The worker does not answer; send it again.");
  }

  #abandon(): void {
    if (!this.#ended) this.#controller?.abort(new Error("the client went away"));
  }
}

/** An answer of the front's own. */
export function answer(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${sentence}\n`);
}

/** Whoever sends it chooses it. */
function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
