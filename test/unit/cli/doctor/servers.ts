import type { RequestListener } from "node:http";
import { createServer as createHttpsServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer, type Server as TcpServer } from "node:net";
import type { TlsOptions } from "node:tls";
import { onTestFinished } from "vitest";
import { issue, newKey, openAuthority, type Pair, selfSign } from "../../../../src/cli/pki-issue.ts";

/** A certificate authority that nobody knows unless told. */
export interface TestAuthority {
  readonly certificate: string;
  server(host: string, now?: number): Promise<Pair>;
  client(name: string, now?: number): Promise<Pair>;
}

export async function makeAuthority(now = Date.now()): Promise<TestAuthority> {
  const key = await newKey();
  const certificate = await selfSign(key, now);
  const authority = openAuthority(certificate, key);
  const make =
    (usage: "serverAuth" | "clientAuth") =>
    (name: string, at = Date.now()) =>
      issue(authority, { name, usage, hosts: [name] }, at);
  return { certificate, server: make("serverAuth"), client: make("clientAuth") };
}

/** An HTTPS server on this machine, gone with the test. */
export async function serve({ certificate, key }: Pair, handle: RequestListener, options: TlsOptions = {}) {
  const server = createHttpsServer({ cert: certificate, key, ...options }, handle);
  return new URL(`https://localhost:${await listen(server)}`);
}

/** One that speaks no TLS: what it writes to whoever connects, if anything. */
export async function serveRaw(text: string | undefined): Promise<URL> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    if (text !== undefined) socket.end(text);
  });
  return new URL(`https://localhost:${await listen(server)}`);
}

async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  onTestFinished(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port; // it listens on TCP
}
