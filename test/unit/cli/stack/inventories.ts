import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Inventory, parseInventory } from "../../../../src/cli/stack/inventory.ts";

export const ROOT = join(import.meta.dirname, "../../../..");

/** An inventory that must be right. */
export function inventoryOf(text: string, name = "inventory.yaml"): Inventory {
  const { inventory, diagnostics } = parseInventory(name, text);
  if (inventory === undefined) throw new Error(JSON.stringify(diagnostics));
  return inventory;
}

/** `line:column message` of each finding. */
export function findingsOf(text: string): readonly string[] {
  return parseInventory("inventory.yaml", text).diagnostics.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

export const SHIPPED = readFileSync(join(ROOT, "compose/inventory.yaml"), "utf8");

/** As different from the shipped one as it can be. */
export const OTHER = `domain: home.example.net
edge: { url: "https://edge.example.net:8443", runbooks: "https://pages.example.net/farwatch/", ca: edge-ca.crt }
hosts:
  - { name: nas-01, role: agent, address: "fd00:0:0::A", public: nas.example.net }
  - { name: tower, role: bastion, address: ["fd00::10", 10.0.0.10], public: "tower.example.net:8022" }
  - { name: k8s-node-1, role: agent, address: 10.0.0.31, features: [docker] }
  - { name: k8s-node-2, role: agent, address: [10.0.0.32, "fd00::32"], features: [gpu] }
services:
  - { name: home-assistant, host: nas-01, url: "http://[fd00::a]:8123/", module: http_2xx, public: "https://ha.example.net/" }
  - { name: git.ssh, host: k8s-node-1, url: "10.0.0.31:2222", module: tcp_connect, public: "git.example.net:2222" }
  - { name: website, host: tower, url: "https://www.example.org/", module: http_2xx }
targets:
  - { job: adguard-exporter, host: tower, port: 9618, scheme: http }
  - { job: unifi, host: nas-01, port: 9130, path: "/scrape?target=a" }
  - { job: unifi, host: k8s-node-2, port: 9130 }
operators: [alice, Bob.Miller, carol_2]
lan: [10.0.0.0/24, "FD00::/64"]
`;

/** Bastion alone. */
export const ALONE = `domain: lab
edge: { url: https://alerts.example.org, runbooks: https://watch.example.org }
hosts: [{ name: bastion, role: bastion, address: 192.168.1.10 }]
lan: 192.168.1.0/24
`;

export const INVENTORIES = { shipped: SHIPPED, other: OTHER, alone: ALONE } as const;
