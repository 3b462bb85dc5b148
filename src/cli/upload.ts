import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** Bodies up to this size are taken whole and sent in one write; larger ones pass chunk by chunk. */
export const MAX_WHOLE_BODY_BYTES = 64 * 1024;

/** How a request's body goes on: not at all, in one piece, or as a stream. */
export function bodySize(request: IncomingMessage): "none" | "whole" | "streamed" {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (encoding !== undefined) return "streamed";
  if (length === undefined || Number(length) === 0) return "none";
  return Number(length) <= MAX_WHOLE_BODY_BYTES ? "whole" : "streamed";
}

/** Calls back with the whole body; not at all when the client goes away before its end. */
export function readWhole(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => done(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
}

/**
 * A body on its way. When nobody wants more of it, the rest is read and dropped: closing the connection on a client
 * that still sends would take our answer away from it.
 */
export class Upload extends Readable {
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    super({ highWaterMark: MAX_WHOLE_BODY_BYTES });
    this.#request = request;
    request.on("data", (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) request.pause();
    });
    request.on("end", () => this.destroyed || this.push(null));
    request.on("error", (error) => this.destroy(error));
    request.pause();
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#request.resume();
    done(error);
  }
}
