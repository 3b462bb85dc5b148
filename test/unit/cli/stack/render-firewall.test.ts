import { describe, it } from "vitest";
import { admissions, forwardedPorts } from "../../../../src/cli/stack/admission.ts";
import type { Inventory } from "../../../../src/cli/stack/inventory.ts";
import { POLICY, renderFirewalls, ZONE } from "../../../../src/cli/stack/render-firewall.ts";
import { ALONE, INVENTORIES, inventoryOf, OTHER, SHIPPED } from "./inventories.ts";

function hostOf(inventory: Inventory, name: string) {
  const host = [inventory.bastion, ...inventory.agents].find((one) => one.name === name);
  if (host === undefined) throw new Error(name);
  return host;
}

/** `port from source` of everything that a host accepts. */
function accepted(text: string, name: string): readonly string[] {
  const inventory = inventoryOf(text);
  return admissions(inventory, hostOf(inventory, name)).flatMap(({ ports, sources }) =>
    ports.flatMap((port) => sources.map((source) => `${port} from ${source}`)),
  );
}

const file = (text: string, path: string) =>
  renderFirewalls(inventoryOf(text)).find((one) => one.path === `compose/rendered/${path}`)?.content;

describe("what a host accepts", () => {
  const cases: Readonly<Record<string, readonly [text: string, host: string, want: readonly string[]]>> = {
    "Bastion: people, and telemetry of its agents": [
      SHIPPED,
      "bastion",
      [
        "22 from 192.168.1.0/24",
        "4317 from 192.168.1.20",
        "4318 from 192.168.1.20",
        "443 from 192.168.1.0/24",
      ],
    ],
    "Bastion alone: people": [ALONE, "bastion", ["22 from 192.168.1.0/24", "443 from 192.168.1.0/24"]],
    "an agent: people by ssh, and Bastion": [
      SHIPPED,
      "monster",
      [
        "22 from 192.168.1.0/24",
        "9100 from 192.168.1.10",
        "9443 from 192.168.1.10",
        "9835 from 192.168.1.10",
      ],
    ],
    "an agent that others' things run on: Bastion, which looks at them": [
      OTHER,
      "nas-01",
      [
        "22 from 10.0.0.0/24",
        "22 from fd00::/64",
        "9100 from fd00::10",
        "9100 from 10.0.0.10",
        "9130 from fd00::10",
        "9130 from 10.0.0.10",
        "8123 from fd00::10",
        "8123 from 10.0.0.10",
      ],
    ],
  };

  it.for(Object.entries(cases))("%s", ([, [text, host, want]], { expect }) => {
    expect(accepted(text, host)).toEqual(want);
  });

  it("what only its own containers dial is not opened to the network", ({ expect }) => {
    const ports = accepted(SHIPPED, "bastion").map((line) => line.split(" ")[0]);
    for (const port of ["9100", "9324", "9090", "9093"]) expect(ports).not.toContain(port);
  });

  it("nothing is open to everybody", ({ expect }) => {
    for (const text of Object.values(INVENTORIES)) {
      const inventory = inventoryOf(text);
      for (const host of [inventory.bastion, ...inventory.agents]) {
        for (const { sources } of admissions(inventory, host)) expect(sources.length).toBeGreaterThan(0);
      }
      const rules = renderFirewalls(inventory).flatMap(({ content }) => content.split("<rule").slice(1));
      for (const rule of rules) {
        expect(/<source address="[^"]+"\/>[\s\S]*<accept\/>|<reject\/>/.test(rule)).toBe(true);
      }
    }
  });
});

describe("firewalld's files", () => {
  it("a zone names sources, services and nothing else", ({ expect }) => {
    expect(file(ALONE, "bastion/firewalld/zones/farwatch.xml")).toBe(`<?xml version="1.0" encoding="utf-8"?>
<!-- Rendered from compose/inventory.yaml by \`farwatch stack render\`; do not edit. -->
<zone>
  <short>Farwatch</short>
  <description>Give it to the interface that faces the network: firewall-cmd --permanent --zone=farwatch --change-interface=...</description>
  <rule family="ipv4">
    <source address="192.168.1.0/24"/>
    <service name="ssh"/>
    <accept/>
  </rule>
  <rule family="ipv4">
    <source address="192.168.1.0/24"/>
    <service name="farwatch-traefik"/>
    <accept/>
  </rule>
</zone>
`);
  });

  it("a rule is of its source's family", ({ expect }) => {
    expect(file(OTHER, "nas-01/firewalld/zones/farwatch.xml")).toMatch(
      /<rule family="ipv6">\s*<source address="fd00::10"\/>\s*<service name="farwatch-node-exporter"\/>/,
    );
    expect(file(OTHER, "nas-01/firewalld/zones/farwatch.xml")).toMatch(
      /<rule family="ipv4">\s*<source address="10\.0\.0\.10"\/>\s*<port port="9130" protocol="tcp"\/>/,
    );
  });

  it("ports of one container are one service", ({ expect }) => {
    expect(file(SHIPPED, "bastion/firewalld/services/farwatch-alloy.xml")).toMatch(
      /<port port="4317" protocol="tcp"\/>\s*<port port="4318" protocol="tcp"\/>/,
    );
  });

  it("what Docker publishes is rejected for all whom no rule before has accepted", ({ expect }) => {
    const policy = file(ALONE, "bastion/firewalld/policies/farwatch-docker.xml") ?? "";
    expect(policy).toContain('<policy target="CONTINUE" priority="-100">');
    expect(policy).toContain('<ingress-zone name="farwatch"/>\n  <egress-zone name="docker"/>');
    const rejected = [...policy.matchAll(/priority="1">\s*<port port="(\d+)"[^>]*>\s*<reject\/>/g)];
    expect(rejected.map(([, port]) => port)).toEqual(["4317", "4318", "443"]);
    expect(policy.match(/<accept\/>/g)).toHaveLength(1);
  });

  it("a host whose Docker publishes nothing has no policy", ({ expect }) => {
    const other = inventoryOf(OTHER);
    expect(forwardedPorts(other, hostOf(other, "nas-01"))).toEqual([]);
    expect(file(OTHER, "nas-01/firewalld/policies/farwatch-docker.xml")).toBeUndefined();
  });

  it("a service that is named has its file", ({ expect }) => {
    for (const text of Object.values(INVENTORIES)) {
      const files = renderFirewalls(inventoryOf(text));
      for (const { path, content } of files) {
        const [, folder = ""] = /^(.*)\/(?:zones|policies|services)\//.exec(path) ?? [];
        const named = [...content.matchAll(/<service name="(farwatch-[^"]+)"/g)];
        for (const [, name] of named) {
          expect(files.map((one) => one.path)).toContain(`${folder}/services/${name}.xml`);
        }
      }
    }
  });

  it("names are as long as firewalld takes them", ({ expect }) => {
    // man firewalld.zone: "The length of zone_name is limited to 17 chars", and so for a policy.
    for (const name of [ZONE, POLICY]) expect(name.length).toBeLessThanOrEqual(17);
  });
});
