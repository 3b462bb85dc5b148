import { createServer } from "node:net";

/** Below the range from which the system takes ports for outgoing connections (32768 on): those come and go at any time. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** A port of loopback that nobody listens on and no outgoing connection takes, also while its owner is dead. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
