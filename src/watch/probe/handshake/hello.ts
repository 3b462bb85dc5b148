import { parseAddress } from "../../../config/address.ts";
import { areEqual, ascii, concat, HandshakeError, Reader, uint, vector } from "./bytes.ts";
import { type Suite, schemes, suites, TLS12, TLS13 } from "./parameters.ts";

const extension = {
  serverName: 0,
  supportedGroups: 10,
  ecPointFormats: 11,
  signatureAlgorithms: 13,
  extendedMasterSecret: 23,
  supportedVersions: 43,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

/** The random with which a server asks for another ClientHello (RFC 8446 4.1.3). */
const RETRY_RANDOM = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");

export interface ClientHello {
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly serverName: string;
  /** Public keys by the number of their curve. */
  readonly shares: ReadonlyMap<number, Uint8Array>;
}

/** Offers TLS 1.3 and 1.2 at once; a share for every curve that is offered leaves the server nothing to ask again for. */
export function clientHelloBody({ random, sessionId, serverName, shares }: ClientHello): Uint8Array {
  const groups = [...shares.keys()].map((id) => uint(2, id));
  const keys = [...shares].map(([id, key]) => concat(uint(2, id), vector(2, key)));
  const extensions = [
    ...serverNameOf(serverName),
    extensionOf(extension.renegotiationInfo, vector(1)),
    extensionOf(extension.extendedMasterSecret),
    extensionOf(extension.supportedGroups, vector(2, ...groups)),
    extensionOf(extension.ecPointFormats, vector(1, Uint8Array.of(0))),
    extensionOf(extension.signatureAlgorithms, vector(2, ...[...schemes.keys()].map((id) => uint(2, id)))),
    extensionOf(extension.supportedVersions, vector(1, uint(2, TLS13), uint(2, TLS12))),
    extensionOf(extension.keyShare, vector(2, ...keys)),
  ];
  return concat(
    uint(2, TLS12),
    random,
    vector(1, sessionId),
    vector(2, ...suites.map(({ id }) => uint(2, id))),
    vector(1, Uint8Array.of(0)),
    vector(2, ...extensions),
  );
}

/** An address is no name (RFC 6066 3): servers refuse it. */
function serverNameOf(name: string): Uint8Array[] {
  if (parseAddress(name) !== undefined) return [];
  const entry = concat(Uint8Array.of(0), vector(2, ascii(name.replace(/\.$/, ""))));
  return [extensionOf(extension.serverName, vector(2, entry))];
}

function extensionOf(id: number, ...content: readonly Uint8Array[]): Uint8Array {
  return concat(uint(2, id), vector(2, ...content));
}

export interface ServerHello {
  readonly version: typeof TLS12 | typeof TLS13;
  readonly random: Uint8Array;
  readonly suite: Suite;
  /** Of TLS 1.3: the server's public key. */
  readonly share: { readonly curve: number; readonly key: Uint8Array } | undefined;
  readonly hasExtendedMasterSecret: boolean;
}

export function parseServerHello(body: Uint8Array): ServerHello {
  const reader = new Reader(body);
  const legacyVersion = reader.uint(2);
  const random = reader.take(32);
  if (areEqual(random, RETRY_RANDOM))
    throw new HandshakeError("The peer asks for another hello (HelloRetryRequest), which is not supported");
  reader.vector(1);
  const suiteId = reader.uint(2);
  reader.take(1);
  const extensions = parseExtensions(reader.isDone ? new Uint8Array() : reader.vector(2));
  const version = versionOf(legacyVersion, extensions.get(extension.supportedVersions));
  const suite = suites.find(({ id }) => id === suiteId);
  // Suites of 1.3 have the numbers 0x13xx; each version has its own.
  const isSuite13 = suiteId >> 8 === 0x13;
  if (suite === undefined || isSuite13 !== (version === TLS13))
    throw new HandshakeError(`The peer chose cipher suite 0x${suiteId.toString(16)}, which was not offered`);
  const share = extensions.get(extension.keyShare);
  return {
    version,
    random,
    suite,
    share: version === TLS13 && share !== undefined ? parseShare(share) : undefined,
    hasExtendedMasterSecret: extensions.has(extension.extendedMasterSecret),
  };
}

function versionOf(legacy: number, supported: Uint8Array | undefined): typeof TLS12 | typeof TLS13 {
  const version = supported === undefined ? legacy : new Reader(supported).uint(2);
  if (version === TLS12 || version === TLS13) return version;
  throw new HandshakeError(`The peer speaks only TLS version 0x${version.toString(16).padStart(4, "0")}`);
}

function parseShare(content: Uint8Array) {
  const reader = new Reader(content);
  return { curve: reader.uint(2), key: reader.vector(2) };
}

function parseExtensions(content: Uint8Array): Map<number, Uint8Array> {
  const reader = new Reader(content);
  const found = new Map<number, Uint8Array>();
  while (!reader.isDone) found.set(reader.uint(2), reader.vector(2));
  return found;
}
