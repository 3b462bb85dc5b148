import { createExchange } from "./exchange.ts";
import { clientHelloBody, parseServerHello } from "./hello.ts";
import { Messages } from "./messages.ts";
import { message, TLS13 } from "./parameters.ts";
import { Records, type Wire } from "./records.ts";
import { finish12 } from "./tls12.ts";
import { finish13 } from "./tls13.ts";

/** What a server showed of itself. It holds the key of the first certificate; nothing else is verified. */
export interface Peer {
  readonly version: "1.2" | "1.3";
  readonly suite: string;
  /** DER, the server's own certificate first. */
  readonly chain: readonly Uint8Array[];
  /** Whether it would like to see a client certificate; it may let in who has none. */
  readonly asksForCertificate: boolean;
}

/** What the rest of the handshake adds to the hello. */
export type Shown = Pick<Peer, "chain" | "asksForCertificate">;

/**
 * Shakes hands as a TLS client does, whoever signed the server's certificate and however old it is. The platform's own
 * TLS hides the chain, and refuses the ones that matter here; the libraries for it bring 180 KiB of root certificates
 * along, or speak one version alone. This one ends with the handshake and carries no data, so that no secret ever
 * depends on it: a mistake here costs a wrong result and nothing else.
 *
 * Throws a `HandshakeError` when the peer refuses or breaks the protocol.
 */
export async function shakeHands(wire: Wire, serverName: string): Promise<Peer> {
  const records = new Records(wire);
  const messages = new Messages(records);
  const exchange = await createExchange();
  const random = crypto.getRandomValues(new Uint8Array(32));
  const sessionId = crypto.getRandomValues(new Uint8Array(32));
  const hello = clientHelloBody({ random, sessionId, serverName, shares: exchange.publicKeys });
  await messages.send(message.clientHello, hello);

  const answer = parseServerHello(await messages.expect(message.serverHello));
  const is13 = answer.version === TLS13;
  const shown = is13
    ? await finish13(answer, exchange, messages, records)
    : await finish12(answer, random, exchange, messages, records);
  return { version: is13 ? "1.3" : "1.2", suite: answer.suite.name, ...shown };
}
