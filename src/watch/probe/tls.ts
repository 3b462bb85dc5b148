import type { TlsModule } from "../../config/config.ts";
import { judgeChain } from "./certificate.ts";
import { down, type Findings, messageOf, within } from "./failure.ts";
import { HandshakeError, HangUpError } from "./handshake/bytes.ts";
import { type Peer, shakeHands } from "./handshake/handshake.ts";
import type { Wire } from "./handshake/records.ts";
import type { Connection, ProbeWorld } from "./probe.ts";
import { guardHost, type HostPort, parseHostPort } from "./target.ts";
import { close, open } from "./tcp.ts";

/** Reads the certificates that the target shows, and judges them. */
export async function probeTls(module: TlsModule, target: string, world: ProbeWorld): Promise<Findings> {
  const address = parseHostPort(target);
  const addresses = await guardHost(address.hostname, world);
  const name = module.serverName ?? address.hostname;
  const { certificate, fault } = await examine(address, name, module.ca, addresses, world);
  if (fault !== undefined) throw down(fault, { certificate });
  return { certificate };
}

/** Shakes hands with a host that the guard let pass. */
export async function examine(
  address: HostPort,
  name: string,
  ca: string | undefined,
  addresses: readonly string[] | undefined,
  world: ProbeWorld,
) {
  const connection = await open(address, addresses, world);
  try {
    world.step(`TLS handshake with ${address.hostname}:${address.port} as ${name}`);
    const peer = await handshake(connection, name, world.signal);
    world.step(`TLS ${peer.version}, ${peer.suite}, ${peer.chain.length} certificates`);
    const judgement = judgeChain(peer.chain, { name, ca, now: world.now() });
    if (judgement === undefined) throw down("The server's certificate cannot be read");
    const { facts, fault } = judgement;
    const expiry = new Date(facts.earliestExpiryAt).toISOString();
    world.step(`For ${facts.names.join(", ")}, issued by ${facts.issuer}, first expiry ${expiry}`);
    return { certificate: facts, fault };
  } finally {
    close(connection);
  }
}

async function handshake(connection: Connection, name: string, signal: AbortSignal): Promise<Peer> {
  try {
    return await shakeHands(wireOf(connection, signal), name);
  } catch (error) {
    throw error instanceof HandshakeError ? down(error.message) : error;
  }
}

function wireOf({ readable, writable }: Connection, signal: AbortSignal): Wire {
  const reader = readable.getReader();
  const writer = writable.getWriter();
  return {
    read: () =>
      within(signal, reader.read()).then(
        ({ value }) => value,
        (error: unknown) => {
          if (signal.aborted) throw error;
          throw new HangUpError(`The connection broke in the handshake: ${messageOf(error)}`);
        },
      ),
    write: (bytes) =>
      within(signal, writer.write(bytes)).catch((error: unknown) => {
        // A peer that hung up has often said why: reading tells.
        if (signal.aborted) throw error;
      }),
  };
}
