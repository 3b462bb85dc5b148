import { closeNotify } from "./alert.ts";
import { areEqual, concat, HandshakeError, HangUpError, Reader, vector } from "./bytes.ts";
import type { Exchange } from "./exchange.ts";
import type { Shown } from "./handshake.ts";
import type { ServerHello } from "./hello.ts";
import { bodyOf, type Messages } from "./messages.ts";
import { message, record } from "./parameters.ts";
import { changeCipherSpec, type Records } from "./records.ts";
import { finishedOf, masterSecret, sealsOf } from "./secrets12.ts";
import { checkSignature } from "./signature.ts";

const NAMED_CURVE = 3;

/** From the server's hello on to the end of the handshake; answers with what the server showed. */
export async function finish12(
  hello: ServerHello,
  clientRandom: Uint8Array,
  exchange: Exchange,
  messages: Messages,
  records: Records,
): Promise<Shown> {
  const chain = parseChain(await messages.expect(message.certificate));
  const keyExchange = await messages.expect(message.serverKeyExchange);
  const share = await checkedShare(keyExchange, chain[0], concat(clientRandom, hello.random));
  let next = await messages.next();
  const wantsCertificate = next.type === message.certificateRequest;
  if (wantsCertificate) next = await messages.next();
  bodyOf(next, message.serverHelloDone);

  // We have no certificate to show; a server that insists on one refuses us now, after it has shown its own.
  if (wantsCertificate) await messages.send(message.certificate, vector(3));
  await messages.send(
    message.clientKeyExchange,
    vector(1, exchange.publicKeys.get(share.curve) ?? new Uint8Array()),
  );
  const shared = await exchange.agree(share.curve, share.key);
  try {
    await finish(hello, clientRandom, shared, messages, records);
  } catch (error) {
    if (!wantsCertificate || !(error instanceof HangUpError)) throw error;
  }
  return { chain, asksForCertificate: wantsCertificate };
}

/** The server's key, if the owner of the certificate signed it. */
async function checkedShare(body: Uint8Array, leaf: Uint8Array | undefined, randoms: Uint8Array) {
  const reader = new Reader(body);
  if (reader.uint(1) !== NAMED_CURVE) throw new HandshakeError("The peer uses a curve without a name");
  const share = { curve: reader.uint(2), key: reader.vector(1) };
  const signedLength = 1 + 2 + 1 + share.key.byteLength;
  const signed = concat(randoms, body.subarray(0, signedLength));
  await checkSignature(leaf, signed, body.subarray(signedLength));
  return share;
}

async function finish(
  hello: ServerHello,
  clientRandom: Uint8Array,
  shared: Uint8Array,
  messages: Messages,
  records: Records,
): Promise<void> {
  const { hash } = hello.suite;
  const seed = hello.hasExtendedMasterSecret
    ? { transcriptHash: messages.hash(hash) }
    : { randoms: concat(clientRandom, hello.random) };
  const master = masterSecret(hash, shared, seed);
  const seals = sealsOf(hello.suite, master, clientRandom, hello.random);
  await changeCipherSpec(records, seals.client);
  await messages.send(message.finished, finishedOf(hash, master, "client", messages.hash(hash)));

  const { type } = await records.next();
  if (type !== record.changeCipherSpec) throw new HandshakeError("The peer did not switch to encryption");
  records.incoming = seals.server;
  const expected = finishedOf(hash, master, "server", messages.hash(hash));
  if (!areEqual(await messages.expect(message.finished), expected))
    throw new HandshakeError("The peer finished with a wrong proof");
  await records.write(record.alert, closeNotify);
}

function parseChain(body: Uint8Array): Uint8Array[] {
  const list = new Reader(new Reader(body).vector(3));
  const chain: Uint8Array[] = [];
  while (!list.isDone) chain.push(list.vector(3));
  return chain;
}
