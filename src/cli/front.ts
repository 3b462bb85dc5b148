import { constants } from "node:crypto";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { type CfBlobs, plainBlob } from "./cf-blob.ts";
import { CliError, errorCode, reasonOf } from "./cli-error.ts";
import type { Pki } from "./pki.ts";
import { answer } from "./relay.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** A client that neither finishes its handshake nor its headers holds a connection no longer than this. */
export const HANDSHAKE_MS = 5_000;
export const HEADERS_MS = 15_000;

/** 16 MiB, the largest body, in two minutes is 140 KB/s. */
export const REQUEST_MS = 120_000;

/** Longer than the minute in which Prometheus and most groups come again: a handshake costs more than a request. */
export const KEEP_ALIVE_MS = 90_000;

/** Bounds what callers without a certificate can hold. */
export const MAX_CONNECTIONS = 1_024;

const SWEEP_MS = 20;

const timeouts = {
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
} as const;

/** The listener for machines: asks for a client certificate, and leaves the verdict to the gate. */
export function createTlsFront(pki: Pki, blobs: CfBlobs, pool: WorkerPool): Server {
  const server = createHttpsServer(
    {
      ...timeouts,
      key: pki.edge.key,
      cert: pki.edge.certificate,
      ca: pki.ca,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
      ALPNProtocols: ["http/1.1"],
      handshakeTimeout: HANDSHAKE_MS,
      // A resumed session would speak with a certificate that was judged in another connection, and a
      // renegotiation could change it in the midst of one.
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    },
    (request, response) => {
      const socket = request.socket as TLSSocket; // an https server has no other sockets
      const cfBlob = blobs.of(socket, Date.now());
      pool.forward(request, response, { cfBlob, protocol: "https", address: socket.remoteAddress ?? "" });
    },
  );
  return bounded(server);
}

/** The listener for the operator's browser on this machine: no certificate, and only under its own names. */
export function createUiFront(pool: WorkerPool): Server {
  const server = createHttpServer(timeouts, (request, response) => {
    const { port } = server.address() as AddressInfo; // it listens on TCP, or there were no request
    if (!isOwnName(request.headers.host, port)) {
      // A page of another site can be made to resolve to this machine; its name gives it away.
      return answer(response, 421, `This listener answers only to localhost:${port} and 127.0.0.1:${port}.`);
    }
    const address = request.socket.remoteAddress ?? "";
    pool.forward(request, response, { cfBlob: plainBlob(), protocol: "http", address });
  });
  return bounded(server);
}

export function isOwnName(host: string | undefined, port: number): boolean {
  const [, name, digits] = /^(localhost|127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?$/i.exec(host ?? "") ?? [];
  return name !== undefined && Number(digits ?? 80) === port;
}

function bounded(server: Server): Server {
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

/** Resolves with the port, which the system chose when `port` is 0. */
export function listen(server: Server, host: string, port: number, flag: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const hint = errorCode(error) === "EADDRINUSE" ? `; choose another by ${flag}` : "";
      reject(new CliError(`Cannot listen on ${addressOf(host, port)}: ${reasonOf(error)}${hint}`));
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners("error");
      server.on("error", () => {});
      resolve((server.address() as AddressInfo).port); // as above
    });
  });
}

/** `host:port`, with brackets where the host is an IPv6 address. */
export function addressOf(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Stops accepting and lets requests end, but no longer than `graceMs`. */
export async function drain(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose request ends meanwhile is kept alive, and would hold us up for nothing.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(timer);
}
