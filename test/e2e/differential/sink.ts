import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const SIDES = ["alertmanager", "farwatch"] as const;
/** Who said something: both programs have one configuration, and post to one sink. */
export type Side = (typeof SIDES)[number];

/** A notification as it arrived. */
export interface Told {
  readonly side: Side;
  /** Epoch ms. */
  readonly at: number;
  readonly path: string;
  readonly body: unknown;
}

/** Longer than any round. */
const KEEP_ALIVE_MS = 3_600_000;

/** Takes every notification, and remembers who sent it. */
export class Sink {
  readonly told: Told[] = [];
  readonly #server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const side = request.headers["user-agent"]?.startsWith("Alertmanager/") ? "alertmanager" : "farwatch";
      this.told.push({ side, at: Date.now(), path: request.url ?? "", body: JSON.parse(text) });
      response.end();
    });
  });

  get url(): string {
    const { port } = this.#server.address() as AddressInfo; // it listens on TCP
    return `http://127.0.0.1:${port}`;
  }

  async start(): Promise<this> {
    // A connection that closes as it is used again is a failed attempt, and a retry would come late.
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
