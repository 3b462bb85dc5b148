import type { Feature } from "./inventory-schema.ts";

/**
 * How an endpoint sees to it that only its clients get in. `web-config`: exporter-toolkit pins their DNS names;
 * `tunnel`: GhostTunnel pins their names; `tunnel-operators`: it pins the unit of people; `client-ca`: any certificate
 * of our CA will do; `router`: Traefik's TLS option for that host name; `loopback`: nobody but the machine itself.
 */
export type Enforcement = "web-config" | "tunnel" | "tunnel-operators" | "client-ca" | "router" | "loopback";

/** A container that holds keys. */
export interface HolderRow {
  readonly name: string;
  readonly uid: number;
  /**
   * The container names under which others dial it; a tunnel has that of the container whose network it shares.
   * None on an agent, which is dialed by address: its keys must not pass for a container of Bastion.
   */
  readonly server?: readonly string[];
  readonly client?: string;
  readonly feature?: Feature;
}

/** A port of a container. */
export interface Row {
  /** Of the Compose file. */
  readonly service: string;
  /** Whose server certificate it shows; undefined on a loopback without TLS. */
  readonly holder?: string;
  readonly port: number;
  readonly network: "containers" | "host";
  /** The container whose network the service shares. */
  readonly at?: string;
  /** On the host's address, on its loopback, or not at all. */
  readonly publish?: "address" | "loopback";
  /** Common names of the client certificates that may connect; operators are named by their unit. */
  readonly clients: readonly string[];
  readonly enforcement: Enforcement;
  /** The scrape job that reads this port. */
  readonly job?: string;
  readonly feature?: Feature;
}

/** Prometheus, as everybody knows it that it reads. */
export const SCRAPER = "prometheus-scraper";

/**
 * blackbox_exporter shakes hands with every endpoint to read how long its certificate lasts. Were it turned away,
 * each look would be a certificate error in that endpoint's log.
 */
export const SCRAPED = [SCRAPER, "blackbox"] as const;

/** Users of the images' containers, as the Compose files set them. */
export const UID = { root: 0, grafana: 472, loki: 10_001, distroless: 65_532, nobody: 65_534 } as const;
