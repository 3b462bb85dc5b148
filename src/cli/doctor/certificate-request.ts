import { connect } from "node:net";
import { shakeHands } from "../../watch/probe/handshake/handshake.ts";
import type { Wire } from "../../watch/probe/handshake/records.ts";
import { ASK_TIMEOUT_MS, timeout } from "../ask.ts";
import { hostOf, portOf } from "./peer.ts";

/** Whether the host asks its callers for a client certificate; undefined when it cannot be learnt. */
export async function asksForCertificate(url: URL): Promise<boolean | undefined> {
  const socket = connect({ host: hostOf(url), port: portOf(url) });
  const timer = setTimeout(() => socket.destroy(timeout()), ASK_TIMEOUT_MS);
  socket.on("error", () => {}); // reading tells
  const chunks = socket[Symbol.asyncIterator]();
  const wire: Wire = {
    read: async () => {
      const { done, value } = await chunks.next();
      return done === true ? undefined : new Uint8Array(value);
    },
    write: async (bytes) => void socket.write(bytes),
  };
  try {
    return (await shakeHands(wire, hostOf(url))).asksForCertificate;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
