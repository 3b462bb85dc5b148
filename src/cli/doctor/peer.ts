import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { ASK_TIMEOUT_MS, type Failure, timeout, trusted } from "../ask.ts";
import { errorCode } from "../cli-error.ts";

/** Who answers at a host and port, before anything is asked. */
export type Peer = { readonly kind: "plain" } | TlsPeer | Failure;

export interface TlsPeer {
  readonly kind: "tls";
  /** Why its certificate is not to be trusted, in OpenSSL's word; undefined when it is. */
  readonly fault: string | undefined;
  readonly endsAt: number;
  readonly issuer: string;
}

/** The addresses of a host's name; the host itself when it is an address. */
export async function addressesOf(url: URL): Promise<readonly string[] | Failure> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    return failure(error);
  }
}

/** Connects, shakes hands and hangs up; a certificate that does not verify is looked at all the same. */
export async function meet(url: URL, ca: string | undefined): Promise<Peer> {
  try {
    if (url.protocol === "http:") {
      await hold(connectTcp({ host: hostOf(url), port: portOf(url) }), "connect");
      return { kind: "plain" };
    }
    return await meetTls(url, ca);
  } catch (error) {
    return failure(error);
  }
}

async function meetTls(url: URL, ca: string | undefined): Promise<TlsPeer> {
  const [host, authorities] = [hostOf(url), trusted(ca)];
  const socket = connectTls({
    host,
    port: portOf(url),
    rejectUnauthorized: false,
    ...(isIP(host) === 0 && { servername: host }),
    ...(authorities && { ca: authorities }),
  });
  let peer: TlsPeer | undefined;
  socket.once("secureConnect", () => {
    peer = describe(socket);
  });
  await hold(socket, "secureConnect");
  if (peer === undefined) throw new Error("the server showed no certificate");
  return peer;
}

function describe(socket: TLSSocket): TlsPeer | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  // Node's own check of the name is an Error where OpenSSL's is a word.
  const { authorized, authorizationError: error } = socket;
  const fault = authorized
    ? undefined
    : error instanceof Error
      ? errorCode(error) || error.message
      : String(error);
  const issuer = /^(?:O|CN)=(.*)$/m.exec(certificate.issuer)?.[1] ?? certificate.issuer;
  return { kind: "tls", fault, endsAt: certificate.validToDate.getTime(), issuer };
}

/** Resolves at the event, and hangs up then. */
function hold(socket: ReturnType<typeof connectTcp>, event: "connect" | "secureConnect"): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(timeout()), ASK_TIMEOUT_MS);
  socket.once(event, () => resolve());
  socket.on("error", reject);
  socket.once("close", () => reject(new Error("the server hung up")));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

export function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port);
}

function failure(error: unknown): Failure {
  // Of a name with several addresses Node tells every attempt; the first is enough.
  const first = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  const message = first instanceof Error ? first.message : String(first);
  return { kind: "failure", code: errorCode(first), message };
}
