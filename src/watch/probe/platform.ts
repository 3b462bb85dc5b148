import { type Address, isIn, parseAddress } from "../../config/address.ts";
import { down, messageOf, type ProbeFailure, unknown } from "./failure.ts";

/**
 * Tells our platform's failures from the target's. What only says that Cloudflare or workerd could not look is
 * `unknown`; what says how the target behaved towards Cloudflare is `down`, or a dead host would never be found from there.
 */

/** Most of an answer that is searched for Cloudflare's error code. */
export const MAX_ERROR_PAGE_BYTES = 16 * 1024;

/** What Cloudflare says it saw of the origin (developers.cloudflare.com, "Cloudflare 5xx errors"). */
const originFaults: Readonly<Record<number, string>> = {
  521: "the connection was refused",
  522: "the connection timed out",
  523: "there is no route to it",
  524: "it did not answer in time",
  525: "the TLS handshake failed",
  526: "its certificate is not valid",
};

/**
 * Of Cloudflare's 1xxx errors, those that are about the target's own side: its tunnel is gone (1033), its Worker threw or ran
 * out of time (1101, 1102). The others say that we may not or cannot ask: address literals (1003), names that Cloudflare's
 * resolver lacks though ours just had them (1016), rate limits and firewalls (1015, 1020).
 */
const targetCodes: ReadonlySet<number> = new Set([1033, 1101, 1102]);

/** Whether the answer may be Cloudflare's own instead of the target's, so that its body is worth reading. */
export function mayBePlatform(status: number): boolean {
  return status === 403 || status === 429 || status === 409 || (status >= 520 && status <= 530);
}

/** The failure that Cloudflare reports in place of an answer; undefined when the answer is the target's own. */
export function platformFailure(status: number, headers: Headers, body: string): ProbeFailure | undefined {
  const [, digits] = /(?:^\s*error code: |cf-error-code">)(\d{3,4})\b/.exec(body) ?? [];
  const isCloudflare = digits !== undefined || headers.get("server")?.toLowerCase() === "cloudflare";
  const code = Number(digits ?? status);
  if (!isCloudflare || (digits === undefined && status < 520)) return undefined;

  const fault = originFaults[code < 1000 ? code : 0];
  if (fault !== undefined) return down(`Cloudflare says of the target that ${fault} (${code})`);
  if (targetCodes.has(code)) return down(`Cloudflare says that the target failed (${code})`);
  // 520 is "an unknown error", 527 and 530 are about Cloudflare's inside, and 1xxx are refusals.
  if (code >= 1000 || code === 520 || code >= 527)
    return unknown(`Cloudflare refused or failed to ask (${code})`);
  return undefined;
}

/** What workerd says of everything that it does not want to explain: a broken TLS handshake, a failed lookup, itself. */
export function isUnexplained(error: unknown): boolean {
  return /^internal error/i.test(messageOf(error));
}

/** A `fetch` that threw. Limits of the platform and requests that it does not take are ours; a lost connection is the target's. */
export function fetchFailure(error: unknown, shown: string): ProbeFailure {
  const reason = `Cannot fetch ${shown}: ${messageOf(error)}`;
  const isOurs =
    isUnexplained(error) ||
    (error instanceof TypeError && error.cause === undefined) ||
    /subrequest|exceeded|overloaded|isolate|too many/i.test(messageOf(error));
  return isOurs ? unknown(reason) : down(reason);
}

/** www.cloudflare.com/ips: no socket of a Worker may go there. */
const cloudflareRanges: readonly string[] = [
  ...["173.245.48.0/20", "103.21.244.0/22", "103.22.200.0/22", "103.31.4.0/22", "141.101.64.0/18"],
  ...["108.162.192.0/18", "190.93.240.0/20", "188.114.96.0/20", "197.234.240.0/22", "198.41.128.0/17"],
  ...["162.158.0.0/15", "104.16.0.0/13", "104.24.0.0/14", "172.64.0.0/13", "131.0.72.0/22"],
  ...["2400:cb00::/32", "2606:4700::/32", "2803:f800::/32", "2405:b500::/32", "2405:8100::/32"],
  ...["2a06:98c0::/29", "2c0f:f248::/32"],
];

/** The port that Cloudflare closes to Workers, so that nobody sends mail from there. */
const CLOSED_PORT = 25;

/**
 * A socket that did not open. Workers have one text for a refused port, a host that is gone, and an address that they may not
 * reach; the guard has ruled out private addresses, so what is left of the last kind is Cloudflare's own ranges and port 25.
 */
export function socketFailure(
  error: unknown,
  shown: string,
  port: number,
  addresses: readonly string[] | undefined,
): ProbeFailure {
  const message = messageOf(error);
  const reason = `Cannot connect to ${shown}: ${message}`;
  if (!message.startsWith("proxy request failed"))
    return isUnexplained(error) ? unknown(reason) : down(reason);
  if (port === CLOSED_PORT && addresses !== undefined)
    return unknown(`${reason} (Workers may not use port 25)`);
  const isProxied = addresses?.some((address) => isCloudflare(parseAddress(address))) ?? false;
  return isProxied
    ? unknown(`${reason} (it stands behind Cloudflare's proxy: probe it by http)`)
    : down(reason);
}

function isCloudflare(address: Address | undefined): boolean {
  return address !== undefined && cloudflareRanges.some((range) => isIn(address, range));
}
