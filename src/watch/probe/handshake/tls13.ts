import { closeNotify } from "./alert.ts";
import { areEqual, ascii, concat, HandshakeError, Reader, vector } from "./bytes.ts";
import type { Exchange } from "./exchange.ts";
import type { Shown } from "./handshake.ts";
import type { ServerHello } from "./hello.ts";
import { bodyOf, type Messages } from "./messages.ts";
import { message, record } from "./parameters.ts";
import { changeCipherSpec, type Records } from "./records.ts";
import { deriveSecrets, finishedOf, type HandshakeSecrets, sealOf } from "./secrets13.ts";
import { checkSignature } from "./signature.ts";

/** From the server's hello on to the end of the handshake; answers with what the server showed. */
export async function finish13(
  hello: ServerHello,
  exchange: Exchange,
  messages: Messages,
  records: Records,
): Promise<Shown> {
  if (hello.share === undefined) throw new HandshakeError("The peer sent no key");
  const { hash } = hello.suite;
  const shared = await exchange.agree(hello.share.curve, hello.share.key);
  const secrets = deriveSecrets(hash, shared, messages.hash(hash));
  records.incoming = sealOf(hello.suite, secrets.server);

  await messages.expect(message.encryptedExtensions);
  let next = await messages.next();
  const request = next.type === message.certificateRequest ? next.body : undefined;
  if (request !== undefined) next = await messages.next();
  const chain = parseChain(bodyOf(next, message.certificate));
  await checkOwner(chain[0], hello, messages);
  const expected = finishedOf(hash, secrets.server, messages.hash(hash));
  if (!areEqual(await messages.expect(message.finished), expected))
    throw new HandshakeError("The peer finished with a wrong proof");
  await sayGoodbye(hello, secrets, request, messages, records);
  return { chain, asksForCertificate: request !== undefined };
}

/** Over 64 spaces, so that no signature of this kind can be one of TLS 1.2 (RFC 8446 4.4.3). */
const signedPrefix = concat(
  new Uint8Array(64).fill(0x20),
  ascii("TLS 1.3, server CertificateVerify"),
  Uint8Array.of(0),
);

async function checkOwner(leaf: Uint8Array | undefined, { suite }: ServerHello, messages: Messages) {
  const signed = concat(signedPrefix, messages.hash(suite.hash));
  await checkSignature(leaf, signed, await messages.expect(message.certificateVerify));
}

/** Our side of the end: servers count and log handshakes that are left hanging. */
async function sayGoodbye(
  { suite }: ServerHello,
  secrets: HandshakeSecrets,
  request: Uint8Array | undefined,
  messages: Messages,
  records: Records,
): Promise<void> {
  const application = sealOf(suite, secrets.applicationClient(messages.hash(suite.hash)));
  await changeCipherSpec(records, sealOf(suite, secrets.client));
  // We have no certificate to show; whether the server then lets us in is not asked here.
  if (request !== undefined) {
    const context = new Reader(request).vector(1);
    await messages.send(message.certificate, vector(1, context), vector(3));
  }
  const proof = finishedOf(suite.hash, secrets.client, messages.hash(suite.hash));
  await messages.send(message.finished, proof);
  records.outgoing = application;
  await records.write(record.alert, closeNotify);
}

function parseChain(body: Uint8Array): Uint8Array[] {
  const reader = new Reader(body);
  reader.vector(1);
  const list = new Reader(reader.vector(3));
  const chain: Uint8Array[] = [];
  while (!list.isDone) {
    chain.push(list.vector(3));
    list.vector(2);
  }
  return chain;
}
