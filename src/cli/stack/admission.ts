import type { Host, Inventory } from "./inventory.ts";
import { type Endpoint, endpoints } from "./wiring.ts";

/** One thing that a host accepts from other machines. */
export interface Admission {
  /** As firewalld knows it; a port of what is not ours has no name there. */
  readonly service?: string;
  readonly ports: readonly number[];
  /** Addresses and networks. */
  readonly sources: readonly string[];
  /** Docker publishes it: such traffic is forwarded, and no zone of the host's own input sees it. */
  readonly forwarded: boolean;
}

/** firewalld has it. */
export const SSH = { service: "ssh", ports: [22], forwarded: false } as const;

/** What a host must accept for the stack, and from whom: nothing that only its own containers dial. */
export function admissions(inventory: Inventory, host: Host): readonly Admission[] {
  const ours = published(inventory, host).map((endpoint) => ({
    service: `farwatch-${endpoint.service}`,
    ports: [endpoint.port],
    sources: sourcesOf(inventory, host, endpoint),
    forwarded: !endpoint.onHost,
  }));
  return [{ ...SSH, sources: inventory.lan }, ...merged(ours), ...scrapedBeside(inventory, host)].filter(
    ({ sources }) => sources.length > 0,
  );
}

/** Ports that Docker opens to the network, whoever may come. */
export function forwardedPorts(inventory: Inventory, host: Host): readonly number[] {
  const forwarded = published(inventory, host).filter(({ onHost }) => !onHost);
  return forwarded.map(({ port }) => port);
}

function published(inventory: Inventory, host: Host): readonly Endpoint[] {
  return endpoints(inventory).filter(
    (endpoint) => endpoint.host === host.name && endpoint.published?.address === host.address,
  );
}

function sourcesOf(inventory: Inventory, host: Host, { clients, enforcement }: Endpoint): readonly string[] {
  const { bastion, agents, lan } = inventory;
  return [
    ...(enforcement === "tunnel-operators" ? lan : []),
    ...(clients.includes("otel-forwarder") ? agents.flatMap(({ addresses }) => addresses) : []),
    ...(clients.includes("prometheus-scraper") && host !== bastion ? bastion.addresses : []),
  ];
}

/** Further targets and services of an agent, which Prometheus and blackbox_exporter dial from Bastion. */
function scrapedBeside({ bastion, targets, services }: Inventory, host: Host): readonly Admission[] {
  if (host === bastion) return [];
  const here = <T extends { readonly host: string }>(list: readonly T[]) =>
    list.filter((one) => one.host === host.name);
  const ports = [
    ...here(targets).map(({ port }) => port),
    ...here(services).flatMap(({ url }) => (dials(url, host) ? [portOf(url)] : [])),
  ];
  return [...new Set(ports)].map((port) => ({ ports: [port], sources: bastion.addresses, forwarded: false }));
}

function dials(url: string, { addresses }: Host): boolean {
  return addresses.includes(asUrl(url).hostname.replace(/^\[|\]$/g, ""));
}

function portOf(url: string): number {
  const { port, protocol } = asUrl(url);
  return port === "" ? DEFAULT_PORTS[protocol === "https:" ? "https:" : "http:"] : Number(port);
}

const DEFAULT_PORTS = { "http:": 80, "https:": 443 } as const;

/** A target without a scheme is `host:port`. */
function asUrl(url: string): URL {
  return new URL(url.includes("://") ? url : `tcp://${url}`);
}

/** The ports of one service that the same machines dial are one service to the firewall. */
function merged(all: readonly Admission[]): readonly Admission[] {
  const byKey = Map.groupBy(all, ({ service, sources }) => `${service} ${sources.join()}`);
  return [...byKey.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, ports: [first, ...rest].flatMap(({ ports }) => ports) }],
  );
}
