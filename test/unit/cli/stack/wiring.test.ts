import { describe, it } from "vitest";
import {
  allowedNames,
  endpoints,
  holders,
  OPERATORS_UNIT,
  operatorIdentity,
} from "../../../../src/cli/stack/wiring.ts";
import { agentHolders, agentRows } from "../../../../src/cli/stack/wiring-agent.ts";
import { bastionHolders, bastionRows } from "../../../../src/cli/stack/wiring-bastion.ts";
import { ALONE, INVENTORIES, inventoryOf, OTHER, SHIPPED } from "./inventories.ts";

const shipped = inventoryOf(SHIPPED);
const other = inventoryOf(OTHER);

const holder = (host: string, name: string, inventory = shipped) =>
  holders(inventory).find((one) => one.host === host && one.name === name);

const endpoint = (host: string, port: number, inventory = shipped) =>
  endpoints(inventory).find((one) => one.host === host && one.port === port);

describe("holders", () => {
  it("on Bastion is dialed by its container's name, by the host's and by address", ({ expect }) => {
    expect(holder("bastion", "prometheus")).toEqual({
      host: "bastion",
      name: "prometheus",
      uid: 65_534,
      server: {
        names: ["prometheus", "prometheus.lab", "bastion", "bastion.lab", "localhost"],
        addresses: ["127.0.0.1", "192.168.1.10"],
      },
      client: { commonName: "prometheus-scraper", names: ["prometheus-scraper.lab"] },
    });
  });

  it("a tunnel has the name of the container whose network it shares", ({ expect }) => {
    expect(holder("bastion", "cadvisor-tunnel")?.server?.names).toContain("cadvisor");
    expect(holder("bastion", "grafana-tunnel")?.server?.names).toContain("grafana.lab");
  });

  it("an agent's key passes for no container of Bastion", ({ expect }) => {
    expect(holder("monster", "cadvisor-tunnel")?.server).toEqual({
      names: ["monster", "monster.lab", "localhost"],
      addresses: ["127.0.0.1", "192.168.1.20"],
    });
  });

  it("each host's forwarder has a name of its own", ({ expect }) => {
    const forwarders = holders(other).filter(({ client }) => client?.commonName === "otel-forwarder");
    expect(forwarders.map(({ client }) => client?.names)).toEqual([
      ["otel-forwarder.nas-01.home.example.net"],
      ["otel-forwarder.k8s-node-1.home.example.net"],
      ["otel-forwarder.k8s-node-2.home.example.net"],
    ]);
  });

  it("all addresses of a host are in its certificates, and both loopbacks where it speaks IPv6", ({
    expect,
  }) => {
    expect(holder("tower", "loki", other)?.server?.addresses).toEqual([
      "127.0.0.1",
      "::1",
      "fd00::10",
      "10.0.0.10",
    ]);
  });

  it.for([
    ["monster", shipped, ["otelcol", "node-exporter", "cadvisor-tunnel", "nvidia-gpu"]],
    ["nas-01", other, ["otelcol", "node-exporter"]],
    ["k8s-node-1", other, ["otelcol", "node-exporter", "cadvisor-tunnel"]],
    ["k8s-node-2", other, ["otelcol", "node-exporter", "nvidia-gpu"]],
  ] as const)("%s holds what its features need", ([host, inventory, names], { expect }) => {
    const held = holders(inventory).filter((one) => one.host === host);
    expect(held.map(({ name }) => name)).toEqual(names);
  });

  it("an application of Bastion has a client certificate, and passes for no server", ({ expect }) => {
    const own = inventoryOf(`${ALONE}apps: [{ name: sample-app, uid: 1000 }]\n`);
    expect(holder("bastion", "sample-app", own)).toEqual({
      host: "bastion",
      name: "sample-app",
      uid: 1_000,
      client: { commonName: "sample-app", names: ["sample-app.lab"] },
    });
  });

  it("operators are known by their unit", ({ expect }) => {
    expect(operatorIdentity(other, "Bob.Miller")).toEqual({
      commonName: "Bob.Miller",
      names: ["bob.miller.home.example.net"],
      organizationalUnit: OPERATORS_UNIT,
    });
  });

  it.for(Object.entries(INVENTORIES))(
    "no name of a server in %s is that of a client",
    ([, text], { expect }) => {
      const inventory = inventoryOf(text);
      const clients = [...bastionHolders, ...agentHolders].flatMap(({ client }) => client ?? []);
      const people = inventory.operators.map((name) => operatorIdentity(inventory, name).commonName);
      expect(people.filter((name) => clients.includes(name))).toEqual([]);
      const hosts = [inventory.bastion, ...inventory.agents].map(({ name }) => name);
      expect(hosts.filter((name) => clients.includes(name))).toEqual([]);
    },
  );
});

describe("endpoints", () => {
  it("Prometheus dials containers of Bastion by name, and hosts by address", ({ expect }) => {
    expect(endpoint("bastion", 3100)).toMatchObject({ dial: "loki:3100", instance: "bastion.lab:3100" });
    expect(endpoint("bastion", 9443)).toMatchObject({ dial: "cadvisor:9443" });
    expect(endpoint("bastion", 9100)).toMatchObject({ dial: "192.168.1.10:9100", onHost: true });
    expect(endpoint("monster", 9443)).toMatchObject({
      dial: "192.168.1.20:9443",
      instance: "monster.lab:9443",
      onHost: false,
    });
    expect(endpoint("nas-01", 9100, other)).toMatchObject({ dial: "[fd00::a]:9100" });
  });

  it("what is published is so on one address alone", ({ expect }) => {
    expect(endpoint("bastion", 9090)?.published).toEqual({ address: "127.0.0.1", port: 9090 });
    expect(endpoint("tower", 4317, other)).toMatchObject({ service: "tempo" });
    expect(
      endpoints(other).find(({ service, port }) => service === "alloy" && port === 4318)?.published,
    ).toEqual({
      address: "fd00::10",
      port: 4318,
    });
    expect(endpoint("bastion", 3100)?.published).toBeUndefined();
    expect(endpoint("monster", 4318)).toMatchObject({
      published: { address: "127.0.0.1", port: 4318 },
      enforcement: "loopback",
    });
  });

  it("nothing listens in the clear but on a loopback", ({ expect }) => {
    const open = [...bastionRows, ...agentRows].filter(({ enforcement }) => enforcement === "loopback");
    expect(open.map(({ publish }) => publish)).toEqual(["loopback", "loopback"]);
  });

  it("whoever may connect holds a client certificate", ({ expect }) => {
    const held = new Set([...bastionHolders, ...agentHolders].map(({ client }) => client));
    const asked = [...bastionRows, ...agentRows].flatMap(({ clients }) => clients);
    expect(asked.filter((client) => !held.has(client))).toEqual([]);
  });

  it("whoever shows a certificate holds one for that name", ({ expect }) => {
    const names = new Map([...bastionHolders].map(({ name, server }) => [name, server]));
    for (const { holder: name, at, service, network } of bastionRows) {
      if (name === undefined || network === "host") continue;
      expect(names.get(name), service).toContain(at ?? service);
    }
  });

  it("no port of a network is taken twice", ({ expect }) => {
    for (const rows of [bastionRows, agentRows]) {
      const keys = rows.map(
        ({ at, service, network, port }) => `${network === "host" || (at ?? service)} ${port}`,
      );
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it("a server that pins its clients lets in those of the table and no other", ({ expect }) => {
    const prometheus = endpoint("bastion", 9090);
    expect(prometheus && allowedNames(shipped, prometheus)).toEqual([
      "prometheus-scraper.lab",
      "grafana.lab",
      "alloy-collector.lab",
      "loki-ruler.lab",
      "tempo-generator.lab",
      "blackbox.lab",
    ]);
  });

  it("an application is let in where OTLP is, and nowhere else", ({ expect }) => {
    const own = inventoryOf(`${ALONE}apps: [{ name: sample-app, uid: 1000 }]\n`);
    const open = endpoints(own).filter(({ clients }) => clients.includes("sample-app"));
    expect(open.map(({ service, port }) => `${service} ${port}`)).toEqual(["alloy 4317", "alloy 4318"]);
  });

  it("Bastion alone lets in no forwarder", ({ expect }) => {
    const alone = inventoryOf(ALONE);
    const otlp = endpoints(alone).find(({ service, port }) => service === "alloy" && port === 4317);
    expect(otlp && allowedNames(alone, otlp)).toEqual(["traefik.lab"]);
  });
});
