import type { Leaf } from "../pki-issue.ts";
import type { Inventory } from "./inventory.ts";
import { type ClientIdentity, type Holder, holders, operatorIdentity } from "./wiring.ts";

export type PairKind = "server" | "client";

export interface WantedPair {
  readonly kind: PairKind;
  readonly leaf: Leaf;
}

/** A folder that one container mounts. */
export interface WantedFolder {
  /** Below pki/: `bastion/loki`. */
  readonly path: string;
  readonly uid: number;
  readonly pairs: readonly WantedPair[];
  /** What the edge's authority is asked to certify. */
  readonly request?: Leaf;
}

export interface WantedOperator {
  readonly name: string;
  readonly leaf: Leaf;
}

/** Who speaks with the edge: Alertmanager posts there, Prometheus scrapes it. */
const edgeClients: ReadonlySet<string> = new Set(["alertmanager", "prometheus"]);

/** The folders that pki/ must have for this inventory. */
export function wantedFolders(inventory: Inventory): readonly WantedFolder[] {
  return holders(inventory).map((holder) => {
    const pairs = [serverPair(holder), clientPair(holder)].filter((pair) => pair !== undefined);
    const path = `${holder.host}/${holder.name}`;
    const isEdgeClient = holder.host === inventory.bastion.name && edgeClients.has(holder.name);
    const request = isEdgeClient ? edgeLeaf(inventory, holder) : undefined;
    return { path, uid: holder.uid, pairs, ...(request !== undefined && { request }) };
  });
}

export function wantedOperators(inventory: Inventory): readonly WantedOperator[] {
  return inventory.operators.map((name) => ({ name, leaf: clientLeaf(operatorIdentity(inventory, name)) }));
}

function serverPair({ name, server }: Holder): WantedPair | undefined {
  if (server === undefined) return undefined;
  const hosts = [...server.names, ...server.addresses];
  return { kind: "server", leaf: { name, usage: "serverAuth", hosts } };
}

function clientPair({ client }: Holder): WantedPair | undefined {
  return client === undefined ? undefined : { kind: "client", leaf: clientLeaf(client) };
}

function clientLeaf({ commonName, names, organizationalUnit: unit }: ClientIdentity): Leaf {
  return { name: commonName, usage: "clientAuth", hosts: names, ...(unit !== undefined && { unit }) };
}

function edgeLeaf({ domain }: Inventory, { name }: Holder): Leaf {
  return { name, usage: "clientAuth", hosts: [`${name}.${domain}`] };
}
