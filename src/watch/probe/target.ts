import { isLoopbackName, parseAddress, refusalOf } from "../../config/address.ts";
import { down, unknown, within } from "./failure.ts";
import type { ProbeWorld } from "./probe.ts";

export interface HostPort {
  readonly hostname: string;
  readonly port: number;
}

/** `example.org:443`, `[2001:db8::1]:443`. */
export function parseHostPort(target: string): HostPort {
  const [, bracketed, name, port = ""] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(target) ?? [];
  const hostname = bracketed ?? name;
  const number = Number(port);
  if (hostname === undefined || number < 1 || number > 65_535)
    throw unknown(`Cannot read the target ${JSON.stringify(target)}: it must be host:port`);
  return { hostname, port: number };
}

/** For messages: neither credentials nor the query, where tokens stand. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

type Guard = Pick<ProbeWorld, "allowPrivate" | "resolve" | "signal" | "step">;

/**
 * Lets only public hosts pass, and answers with their addresses; undefined where everything is allowed.
 *
 * A refusal is `unknown`, never `down`: nothing was asked of the target, the configuration asks for what the edge does
 * not do. The name is looked up again by whoever connects; a name that changes in between meets the platform's own
 * guard on Cloudflare, and on the local edge nothing more than the operator's own network.
 */
export async function guardHost(hostname: string, world: Guard): Promise<readonly string[] | undefined> {
  if (world.allowPrivate) return undefined;
  if (isLoopbackName(hostname)) throw refused(hostname, hostname, "loopback");
  const literal = parseAddress(hostname);
  const addresses = literal === undefined ? await addressesOf(hostname, world) : [hostname];
  for (const address of addresses) {
    const parsed = parseAddress(address);
    const reason = parsed === undefined ? "unreadable" : refusalOf(parsed);
    if (reason !== undefined) throw refused(hostname, address, reason);
  }
  return addresses;
}

async function addressesOf(hostname: string, world: Guard): Promise<readonly string[]> {
  world.step(`Look up ${hostname}`);
  // Without an answer, and without one in time, it was our resolver that failed.
  const addresses = await within(world.signal, world.resolve(hostname)).catch(() => undefined);
  if (addresses === undefined) throw unknown(`Cannot look up ${hostname}: the resolver did not answer`);
  if (addresses.length === 0) throw down(`${hostname} has no address in public DNS`);
  world.step(`${hostname} is ${addresses.join(", ")}`);
  return addresses;
}

function refused(hostname: string, address: string, reason: string) {
  const shown = hostname === address ? hostname : `${hostname} (${address})`;
  return unknown(`Refused to probe ${shown}: the address is ${reason}; only --allow-private lets it pass`);
}
