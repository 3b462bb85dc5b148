import { Agent, request } from "undici";
import type { Credentials } from "../harness/caller.ts";
import { startEdgeProcess } from "../harness/edge.ts";
import type { Scene } from "../harness/scene.ts";
import type { Asked } from "./requests.ts";
import type { Side } from "./sink.ts";
import { EXTERNAL_URL, startUpstream } from "./upstream.ts";

export interface Answer {
  readonly status: number;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
  /** Whether it was asked by GET. */
  readonly isQuery: boolean;
}

/** One of the two programs, by its API. */
export class Contestant {
  readonly side: Side;
  readonly #url: string;
  readonly #agent: Agent;

  constructor(side: Side, url: string, credentials?: Credentials) {
    this.side = side;
    this.#url = url;
    this.#agent = new Agent({ connections: 32, ...(credentials ? { connect: { ...credentials } } : {}) });
  }

  async ask({ method, path, body }: Asked): Promise<Answer> {
    const answer = await request(`${this.#url}/api/v2${path}`, {
      method,
      dispatcher: this.#agent,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    });
    const isQuery = method === "GET";
    return { status: answer.statusCode, body: parsed(await answer.body.text()), isQuery };
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** Starts both on the same configuration; the edge is spoken to over mTLS, as its operator. */
export async function startBoth(
  scene: Scene,
  program: string,
  config: string,
): Promise<readonly Contestant[]> {
  const [url, edge] = await Promise.all([
    startUpstream(scene, program, config),
    startEdgeProcess(scene, {
      routing: config,
      edge: `external_url: ${EXTERNAL_URL}\n`,
      allowPrivate: true,
    }),
  ]);
  return [
    await scene.add(new Contestant("alertmanager", url)),
    await scene.add(new Contestant("farwatch", edge.url, await edge.credentials("operator"))),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
