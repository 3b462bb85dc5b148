import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { type Dispatcher, Pool } from "undici";
import { forwardHeaders, type Origin } from "./forward-headers.ts";
import { answer, Relay } from "./relay.ts";
import { bodySize, readWhole, Upload } from "./upload.ts";

/** Connections to workerd; more requests than that wait their turn. */
export const MAX_WORKER_CONNECTIONS = 128;

/** A worker that says nothing for so long hangs; Alertmanager gives up after 10 s and comes again. */
export const WORKER_ANSWER_MS = 30_000;

export const WORKER_CONNECT_MS = 2_000;

/** What a worker takes to refuse a request by its head alone. */
export const REFUSAL_MS = 2_000;

/** Hands requests to workerd on its unix socket, and its answers back, chunk by chunk. */
export class WorkerPool {
  readonly #pool: Pool;

  constructor(socketPath: string, answerMs = WORKER_ANSWER_MS) {
    this.#pool = new Pool("http://worker", {
      socketPath,
      connections: MAX_WORKER_CONNECTIONS,
      pipelining: 1,
      connectTimeout: WORKER_CONNECT_MS,
      headersTimeout: answerMs,
      bodyTimeout: answerMs,
    });
  }

  forward(request: IncomingMessage, response: ServerResponse, origin: Origin): void {
    const { url = "", method = "GET" } = request;
    if (!url.startsWith("/"))
      return answer(response, 400, `Cannot serve "${clip(url)}": a path starts with "/"`);
    const head = {
      path: escapeUrl(url),
      // Node's parser accepts only methods that it knows, and undici any token.
      method: method as Dispatcher.HttpMethod,
      headers: forwardHeaders(request.rawHeaders, origin),
    };
    const size = bodySize(request);
    const send = (body: Buffer | Readable | null) => {
      const unanswered = size === "streamed" ? () => this.#askAgain(head, response) : undefined;
      this.#dispatch({ ...head, body }, response, unanswered);
    };
    if (size === "whole") readWhole(request, send);
    else send(size === "none" ? null : new Upload(request));
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  /**
   * A worker that refuses a large body by its head closes the connection while we still write, and its answer is
   * lost with it. Asked again it says the same. The body stays unfinished, so nothing can be done twice; its first
   * byte is there because undici holds the head back until then.
   */
  #askAgain(head: Dispatcher.DispatchOptions, response: ServerResponse): void {
    const body = new Readable({ read() {} });
    body.push(" ");
    // undici's own timeouts wait until a body is sent.
    const timer = setTimeout(() => body.destroy(new Error("no refusal")), REFUSAL_MS);
    body.on("error", () => {}).on("close", () => clearTimeout(timer));
    this.#dispatch({ ...head, body }, response);
  }

  #dispatch(options: Dispatcher.DispatchOptions, response: ServerResponse, unanswered?: () => void): void {
    try {
      this.#pool.dispatch(options, new Relay(response, unanswered));
    } catch {
      // undici checks names and values more strictly than Node's parser.
      answer(response, 400, "Cannot forward this request: a header is malformed");
    }
  }
}

/** Go's servers take these as they stand, and people who type a matcher into curl send them; workerd does not. */
function escapeUrl(url: string): string {
  return url.replaceAll(/["<>`]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whoever sends it chooses it. */
function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
