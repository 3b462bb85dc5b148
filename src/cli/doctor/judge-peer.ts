import type { Failure } from "../ask.ts";
import { type Check, ok, unknown, wrong } from "./check.ts";
import { hostOf, type Peer, portOf, type TlsPeer } from "./peer.ts";

/** Let's Encrypt and Cloudflare renew a month before the end, the local edge at each start of its last month. */
export const SERVER_ENDS_SOON_MS = 7 * 86_400_000;

export function judgeAddresses(name: string, url: URL, found: readonly string[] | Failure): Check {
  if (!("kind" in found)) return ok(name, `${hostOf(url)} is ${found.join(", ")}`);
  const isUnknown = ["ENOTFOUND", "ENODATA"].includes(found.code);
  return wrong(
    name,
    `Cannot resolve "${hostOf(url)}": ${isUnknown ? "no such name" : found.message}`,
    isUnknown ? "a custom domain gets its name by the first deploy" : "see this machine's resolver",
  );
}

const refusals: Readonly<Record<string, readonly [says: string, todo: string]>> = {
  ECONNREFUSED: ["nothing listens there", "start the edge, and see its --host and --port"],
  TIMEOUT: ["it does not answer", "see the firewalls on the way"],
  EHOSTUNREACH: ["no way leads there", "see the network of this machine and the firewalls on the way"],
  ENETUNREACH: ["no way leads there", "see the network of this machine"],
};

/** Whether somebody answers there at all. */
export function judgeConnection(name: string, url: URL, peer: Peer): Check {
  const at = `${hostOf(url)}:${portOf(url)}`;
  if (peer.kind !== "failure") return ok(name, `${at} answers`);
  const [says, todo] = refusals[peer.code] ?? [peer.message, "see what listens there"];
  return wrong(name, `Cannot connect to ${at}: ${says}`, todo);
}

const untrusted = "give its authority by --ca, or serve the chain of a public one";

const faults: Readonly<Record<string, readonly [says: string, todo: string]>> = {
  CERT_HAS_EXPIRED: [
    "its certificate has expired",
    "restart a local edge, which renews its own; else renew it",
  ],
  CERT_NOT_YET_VALID: ["its certificate is not valid yet", "see the clock of this machine"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["its certificate is signed by itself", untrusted],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "its certificate is for another name",
    "call it by a name of the certificate; a local edge has --host and external_url",
  ],
  SELF_SIGNED_CERT_IN_CHAIN: ["its certificate is of an authority that is not trusted here", untrusted],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    "its certificate is of an authority that is not trusted here",
    untrusted,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["its certificate is of an authority that is not trusted here", untrusted],
};

/** Whether a client may trust who answers, and for how long. */
export function judgeTls(name: string, peer: Peer, now: number): Check {
  if (peer.kind === "failure") return unknown(name, "no connection");
  if (peer.kind === "plain") return ok(name, "none: plain http, for this machine alone");
  if (peer.fault !== undefined) {
    const [says, todo] = faults[peer.fault] ?? [`its certificate does not verify (${peer.fault})`, untrusted];
    return wrong(name, says, todo);
  }
  const says = `verifies, by ${peer.issuer}, ends in ${daysUntil(peer.endsAt, now)}`;
  if (peer.endsAt - now > SERVER_ENDS_SOON_MS) return ok(name, says);
  return wrong(name, says, "restart a local edge, which renews its own; else see why it is not renewed");
}

/** Whether secrets may be sent to it. */
export function isTrusted(peer: Peer): peer is TlsPeer | { readonly kind: "plain" } {
  return peer.kind === "plain" || (peer.kind === "tls" && peer.fault === undefined);
}

export function daysUntil(at: number, now: number): string {
  const days = Math.floor((at - now) / 86_400_000);
  return days === 1 ? "1 day" : `${days} days`;
}
