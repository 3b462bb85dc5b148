import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { World } from "../../../src/receiver/receiver.ts";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export type Answer = (request: Received, response: ServerResponse) => void;

export interface TestProvider {
  readonly url: string;
  readonly received: Received[];
}

/** A real HTTP server that stands for a provider until the test ends; `answers` are given in turn, the last one again and again. */
export async function startProvider(...answers: readonly Answer[]): Promise<TestProvider> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const one = await read(request);
    received.push(one);
    const answer = answers[Math.min(received.length, answers.length) - 1];
    answer?.(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

export function plain(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** A World on the real network; secrets come from `env`. */
export function testWorld(env: Readonly<Record<string, string>> = {}, signal?: AbortSignal): World {
  return {
    fetch: (url, init) => fetch(url, init),
    secret: (ref) => ("value" in ref ? ref.value : env[ref.env]),
    signal: signal ?? new AbortController().signal,
    print: () => {},
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    headers: request.headers,
    text,
    json: parsed(text),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
