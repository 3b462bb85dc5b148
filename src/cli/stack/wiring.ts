import { bracketed } from "./address.ts";
import type { Host, Inventory } from "./inventory.ts";
import { agentHolders, agentRows } from "./wiring-agent.ts";
import { bastionHolders, bastionRows } from "./wiring-bastion.ts";
import type { HolderRow, Row } from "./wiring-row.ts";

/** Who holds a key pair: one container of one host. Its files lie in pki/HOST/NAME. */
export interface Holder {
  readonly host: string;
  readonly name: string;
  /** Of the container, which must be able to read the keys. */
  readonly uid: number;
  readonly server?: { readonly names: readonly string[]; readonly addresses: readonly string[] };
  readonly client?: ClientIdentity;
}

/** What a client certificate says of its holder. */
export interface ClientIdentity {
  readonly commonName: string;
  /** DNS names: what Go's servers pin a client by. */
  readonly names: readonly string[];
  readonly organizationalUnit?: string;
}

/** A port that somebody may connect to. */
export interface Endpoint extends Omit<Row, "publish" | "network"> {
  readonly host: string;
  /** As Prometheus and blackbox_exporter dial it from Bastion's containers. */
  readonly dial: string;
  /** What the series of its job are called by: `bastion.lab:9100`. */
  readonly instance: string;
  /** The address and port on the host; undefined when it is reached inside the network of the containers alone. */
  readonly published?: { readonly address: string; readonly port: number };
  /** It listens on the host itself, not behind a port that Docker publishes. */
  readonly onHost: boolean;
}

/** The organizational unit by which the tunnel in front of Grafana knows people. */
export const OPERATORS_UNIT = "operators";

/** Every key pair of the stack but those of operators. */
export function holders(inventory: Inventory): readonly Holder[] {
  const { bastion, agents, apps } = inventory;
  const appHolders = apps.map(({ name, uid }) => ({ name, uid, client: name }));
  return [
    ...[...bastionHolders, ...appHolders].map((row) => holderOf(inventory, bastion, row)),
    ...agents.flatMap((agent) =>
      agentHolders.filter((row) => has(agent, row)).map((row) => holderOf(inventory, agent, row)),
    ),
  ];
}

function holderOf(inventory: Inventory, host: Host, row: HolderRow): Holder {
  const { name, uid, client } = row;
  const server = row.server === undefined ? undefined : serverNames(inventory, host, row.server);
  return {
    host: host.name,
    name,
    uid,
    ...(server !== undefined && { server }),
    ...(client !== undefined && {
      client: { commonName: client, names: [clientName(inventory, host, client)] },
    }),
  };
}

/** `services` are the names by which other containers dial it. */
function serverNames({ domain }: Inventory, host: Host, services: readonly string[]) {
  const names = [
    ...services.flatMap((service) => [service, `${service}.${domain}`]),
    host.name,
    `${host.name}.${domain}`,
    "localhost",
  ];
  const loopback = host.addresses.some((address) => address.includes(":"))
    ? ["127.0.0.1", "::1"]
    : ["127.0.0.1"];
  return { names: [...new Set(names)], addresses: [...loopback, ...host.addresses] };
}

/** The DNS name of a client's certificate. Each host has an otel-forwarder of its own, so that one can be revoked alone. */
function clientName({ domain }: Inventory, host: Host, client: string): string {
  return client === "otel-forwarder" ? `${client}.${host.name}.${domain}` : `${client}.${domain}`;
}

/** What the certificate of one operator says. */
export function operatorIdentity({ domain }: Inventory, name: string): ClientIdentity {
  return { commonName: name, names: [`${name.toLowerCase()}.${domain}`], organizationalUnit: OPERATORS_UNIT };
}

/** Every port of the stack that demands a certificate, and those that agents publish on their loopback. */
export function endpoints(inventory: Inventory): readonly Endpoint[] {
  const { bastion, agents } = inventory;
  return [
    ...bastionRows.map((row) => endpointOf(inventory, bastion, row)),
    ...agents.flatMap((agent) =>
      agentRows.filter((row) => has(agent, row)).map((row) => endpointOf(inventory, agent, row)),
    ),
  ];
}

function endpointOf(
  { domain, bastion, apps }: Inventory,
  host: Host,
  { publish, network, ...row }: Row,
): Endpoint {
  // Where collectors bring OTLP, so do the applications of Bastion.
  const others = row.clients.includes("otel-forwarder") ? apps.map(({ name }) => name) : [];
  const dialled =
    host === bastion && network === "containers" ? (row.at ?? row.service) : bracketed(host.address);
  const address = publish === "loopback" ? "127.0.0.1" : host.address;
  return {
    ...row,
    clients: [...row.clients, ...others],
    host: host.name,
    dial: `${dialled}:${row.port}`,
    onHost: network === "host",
    instance: `${host.name}.${domain}:${row.port}`,
    ...(publish !== undefined && { published: { address, port: row.port } }),
  };
}

function has(host: Host, { feature }: Pick<Row, "feature">): boolean {
  return feature === undefined || host.features.includes(feature);
}

/** The names that a server which pins its clients by SAN lets in: `prometheus-scraper.lab`. */
export function allowedNames(
  inventory: Inventory,
  { clients }: Pick<Endpoint, "clients">,
): readonly string[] {
  return clients.flatMap((client) =>
    holders(inventory).flatMap((holder) => (holder.client?.commonName === client ? holder.client.names : [])),
  );
}
