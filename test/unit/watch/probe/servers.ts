import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { onTestFinished } from "vitest";

export interface TestServer {
  readonly port: number;
  /** What went wrong on the server's side, by its code. */
  readonly errors: string[];
  /** Handshakes that the server saw through to their end; a closed socket forgets what it was. */
  readonly handshakes: { readonly version: string; readonly cipher: string; readonly name: string | false }[];
}

/** A TCP server that stands until the test ends. */
export function startTcp(onSocket: (socket: Socket) => unknown): Promise<TestServer> {
  const errors: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on("error", ({ message }) => errors.push(message)));
    onSocket(socket);
  });
  return started(server, open, { errors, handshakes: [] });
}

/** A TLS server of this machine's OpenSSL. */
export function startTls(options: TlsOptions): Promise<TestServer> {
  const errors: string[] = [];
  const handshakes: TestServer["handshakes"] = [];
  const open = new Set<Socket>();
  const server = createTlsServer(options, (socket) => {
    handshakes.push({
      version: socket.getProtocol() ?? "",
      cipher: socket.getCipher().name,
      // Node's types leave it out of a server's sockets.
      name: (socket as unknown as { servername: string | false }).servername,
    });
    socket.on("error", ({ message }) => errors.push(message)).resume();
  });
  server.on("connection", (socket) => open.add(socket));
  server.on("tlsClientError", ({ message }) => errors.push(message));
  return started(server, open, { errors, handshakes });
}

async function started(
  server: Server,
  open: Set<Socket>,
  rest: Omit<TestServer, "port">,
): Promise<TestServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  // A TCP server's address is an object.
  return { port: (server.address() as AddressInfo).port, ...rest };
}

/** A port of this machine at which nobody listens: one that was just given back. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
