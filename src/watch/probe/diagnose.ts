import { down, type ProbeFailure } from "./failure.ts";
import { fetchFailure } from "./platform.ts";
import type { ProbeWorld } from "./probe.ts";
import { type HostPort, shownUrl } from "./target.ts";
import { close, open } from "./tcp.ts";
import { examine } from "./tls.ts";

/**
 * Finds out by a connection of our own why a `fetch` failed where the platform says only "internal error", as workerd does of
 * every name that it does not find and every certificate that it refuses. Cloudflare answers 525, 526 and 530 for these.
 */
export async function diagnose(
  error: unknown,
  url: string,
  addresses: readonly string[] | undefined,
  world: ProbeWorld,
): Promise<ProbeFailure> {
  const address = addressOf(url);
  if (url.startsWith("https:")) return examined(address, addresses, world);
  world.step("The platform gives no reason: look at the port");
  close(await open(address, addresses, world));
  return fetchFailure(error, shownUrl(url));
}

/** An internal error of Cloudflare's that lasts, in two regions, beside a handshake that works is taken for the target's here. */
async function examined(
  address: HostPort,
  addresses: readonly string[] | undefined,
  world: ProbeWorld,
): Promise<ProbeFailure> {
  world.step("The platform gives no reason: look at the certificate");
  const { certificate, fault } = await examine(address, address.hostname, undefined, addresses, world);
  const distrust = `The certificate is not trusted: ${certificate.issuer} is no public authority, the chain is not complete, or a client certificate is asked for`;
  return down(fault ?? distrust, { certificate });
}

function addressOf(url: string): HostPort {
  const { protocol, hostname, port } = new URL(url);
  const standard = protocol === "https:" ? 443 : 80;
  return { hostname: hostname.replace(/^\[(.*)\]$/, "$1"), port: port === "" ? standard : Number(port) };
}
