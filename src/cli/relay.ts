import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import { errorCode } from "./cli-error.ts";
import { backwardHeaders } from "./forward-headers.ts";

/** The worker closed the connection: it died, or it answered and did not want the rest of the body. */
const closings: ReadonlySet<string> = new Set(["EPIPE", "ECONNRESET", "UND_ERR_SOCKET"]);

/** One answer of the worker on its way to the client. */
export class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  readonly #unanswered: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #ended = false;

  /** `unanswered` runs instead of a 503 when the worker closed before any answer. */
  constructor(response: ServerResponse, unanswered?: () => void) {
    this.#response = response;
    this.#unanswered = unanswered;
    // A client that went away wants nothing more of the worker.
    response.once("close", () => this.#abandon());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#response.destroyed) this.#abandon();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
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

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#response.headersSent) this.#response.destroy();
    else if (this.#unanswered !== undefined && closings.has(errorCode(error))) this.#unanswered();
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
