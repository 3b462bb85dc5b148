import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, it } from "vitest";
import { parseInventory, readInventory } from "../../../../src/cli/stack/inventory.ts";
import {
  MAX_NAME,
  MAX_OPERATOR_NAME,
  MAX_PORT,
  MAX_UID,
} from "../../../../src/cli/stack/inventory-schema.ts";
import { MAX_WATCHED_NAME } from "../../../../src/config/watched.ts";
import { scratch } from "../scratch.ts";
import { ALONE, findingsOf, INVENTORIES, inventoryOf, OTHER, SHIPPED } from "./inventories.ts";

describe("an inventory that is right", () => {
  it.for(Object.entries(INVENTORIES))("%s is read", ([, text], { expect }) => {
    expect(findingsOf(text)).toEqual([]);
  });

  it("the shipped one is that of the documentation", ({ expect }) => {
    expect(inventoryOf(SHIPPED)).toMatchObject({
      domain: "lab",
      edge: { url: "https://alerts.example.org", runbooks: "https://watch.example.org" },
      bastion: { name: "bastion", address: "192.168.1.10" },
      agents: [{ name: "monster", address: "192.168.1.20", features: ["docker", "gpu"] }],
      services: [{ name: "adguard", host: "bastion", module: "http_2xx" }],
      operators: ["alice"],
      lan: ["192.168.1.0/24"],
    });
  });

  it("addresses are canonical, and the first one is dialed", ({ expect }) => {
    const { bastion, agents } = inventoryOf(OTHER);
    expect(bastion).toMatchObject({ address: "fd00::10", addresses: ["fd00::10", "10.0.0.10"] });
    expect(agents.map(({ address }) => address)).toEqual(["fd00::a", "10.0.0.31", "10.0.0.32"]);
  });

  it("URLs of the edge lose the slash at their end", ({ expect }) => {
    expect(inventoryOf(OTHER).edge).toEqual({
      url: "https://edge.example.net:8443",
      runbooks: "https://pages.example.net/farwatch",
      ca: "edge-ca.crt",
    });
  });

  it("a public name without a port is looked at where its role answers", ({ expect }) => {
    const { bastion, agents } = inventoryOf(OTHER);
    expect([bastion.public, agents[0]?.public]).toEqual(["tower.example.net:8022", "nas.example.net:22"]);
    const open = ALONE.replace("192.168.1.10", "192.168.1.10, public: b.example.org");
    expect(inventoryOf(open).bastion.public).toBe("b.example.org:443");
  });

  it("a target is scraped by https at /metrics unless it says otherwise", ({ expect }) => {
    expect(inventoryOf(OTHER).targets.map(({ scheme, path }) => [scheme, path])).toEqual([
      ["http", "/metrics"],
      ["https", "/scrape?target=a"],
      ["https", "/metrics"],
    ]);
  });

  it("names may be as long as their bound, and the longest is a name of an outside probe", ({ expect }) => {
    const named = (name: string) => ALONE.replace("name: bastion", `name: ${name}`);
    expect(findingsOf(named("x".repeat(MAX_NAME)))).toEqual([]);
    expect(findingsOf(named("x".repeat(MAX_NAME + 1)))).toHaveLength(1);
    expect(`service-${"x".repeat(MAX_NAME)}`).toHaveLength(MAX_WATCHED_NAME);
  });

  it("operators' names may be as long as a common name", ({ expect }) => {
    const named = (name: string) => `${ALONE}operators: [${name}]\n`;
    expect(findingsOf(named("x".repeat(MAX_OPERATOR_NAME)))).toEqual([]);
    expect(findingsOf(named("x".repeat(MAX_OPERATOR_NAME + 1)))).toHaveLength(1);
  });

  it("ports end where they end", ({ expect }) => {
    const at = (port: number) => `${ALONE}targets: [{job: a, host: bastion, port: ${port}}]\n`;
    expect(findingsOf(at(MAX_PORT))).toEqual([]);
    expect(findingsOf(at(MAX_PORT + 1))).toEqual([
      "5:35 Cannot read port: expected a port from 1 to 65535, got 65536",
    ]);
  });

  it("user ids end where they end", ({ expect }) => {
    const owned = (uid: number) => `${ALONE}apps: [{name: a, uid: ${uid}}]\n`;
    expect(inventoryOf(owned(MAX_UID)).apps).toEqual([{ name: "a", uid: MAX_UID }]);
    expect(inventoryOf(owned(0)).apps).toEqual([{ name: "a", uid: 0 }]);
    expect(findingsOf(owned(MAX_UID + 1))).toEqual([
      "5:18 Cannot read uid: expected a user id from 0 to 4294967294, got 4294967295",
    ]);
  });
});

/** The shortest inventory, with these lines in the place of its own. */
function lines(fields: Readonly<Record<string, string>>): string {
  const all = {
    domain: "domain: lab",
    edge: "edge: {url: https://a.example.org, runbooks: https://b.example.org}",
    hosts: "hosts: [{name: bastion, role: bastion, address: 10.0.0.1}]",
    lan: "lan: 10.0.0.0/24",
    ...fields,
  };
  return Object.values(all)
    .filter((line) => line !== "")
    .join("\n");
}

const hosts = (...entries: readonly string[]) =>
  lines({ hosts: ["hosts:", ...entries.map((entry) => `  - {${entry}}`)].join("\n") });

const BASTION = "name: bastion, role: bastion, address: 10.0.0.1";

const bad: Readonly<Record<string, readonly [text: string, ...findings: string[]]>> = {
  "two Bastions": [
    hosts(BASTION, "name: b2, role: bastion, address: 10.0.0.2"),
    '5:16 Cannot have two hosts with role "bastion", "bastion" and "b2": it is the one machine of the stack',
  ],
  "no Bastion": [
    hosts("name: a, role: agent, address: 10.0.0.2"),
    '3:1 Cannot read hosts: none has role "bastion"',
  ],
  "no hosts": [lines({ hosts: "" }), '1:1 Cannot read the inventory: "hosts" is missing'],
  "a name twice": [
    hosts(BASTION, "name: a, role: agent, address: 10.0.0.2", "name: a, role: agent, address: 10.0.0.3"),
    '6:6 Cannot use host name "a" twice: another host has it',
  ],
  "an address twice, in two forms": [
    hosts("name: bastion, role: bastion, address: fd00::1", 'name: a, role: agent, address: "FD00:0::1"'),
    '5:28 Cannot use address "fd00::1" twice: host "bastion" has it',
  ],
  "an address twice in one list": [
    hosts("name: bastion, role: bastion, address: [10.0.0.1, 10.0.0.1]"),
    '4:56 Cannot use address "10.0.0.1" twice: host "bastion" has it',
  ],
  "an address outside the syntax": [
    hosts("name: bastion, role: bastion, address: 10.0.0.256"),
    '4:36 Cannot use address "10.0.0.256": expected an IPv4 or IPv6 address such as 192.168.1.10',
  ],
  "a name for an address": [
    hosts("name: bastion, role: bastion, address: bastion.lab"),
    '4:36 Cannot use address "bastion.lab": expected an IPv4 or IPv6 address such as 192.168.1.10',
  ],
  "an address of this machine alone": [
    hosts("name: bastion, role: bastion, address: 127.0.0.1"),
    '4:36 Cannot use address "127.0.0.1": other hosts cannot reach it',
  ],
  "no address": [hosts("name: bastion, role: bastion"), '4:5 Cannot read host: "address" is missing'],
  "an empty list of addresses": [
    hosts("name: bastion, role: bastion, address: []"),
    "4:36 Cannot read address: expected at least one address, got []",
  ],
  "an unknown feature": [
    hosts(BASTION, "name: a, role: agent, address: 10.0.0.2, features: [docker, gpus]"),
    '5:66 Unknown feature "gpus": expected docker or gpu, did you mean "gpu"?',
  ],
  "a feature twice": [
    hosts(BASTION, "name: a, role: agent, address: 10.0.0.2, features: [gpu, gpu]"),
    '5:63 feature "gpu" is given twice',
  ],
  "features of Bastion": [
    hosts(`${BASTION}, features: [gpu]`),
    '4:55 Cannot give features to a host with role "bastion": it runs all of compose.yaml',
  ],
  "an unknown role": [
    hosts(BASTION, "name: a, role: agnet, address: 10.0.0.2"),
    '5:15 Cannot read role: expected "bastion" or "agent", got "agnet"',
  ],
  "an unknown field": [
    hosts(`${BASTION}, adress: 10.0.0.2`),
    '4:55 Unknown field "adress" in host, did you mean "address"?',
  ],
  "a host name with a dot": [
    hosts("name: bastion.lab, role: bastion, address: 10.0.0.1"),
    '4:6 Cannot read name: expected 1 to 56 lower-case letters, digits and inner dashes, got "bastion.lab"',
  ],
  "a host named like a container": [
    hosts(BASTION, "name: grafana, role: agent, address: 10.0.0.2"),
    '5:6 Cannot use host name "grafana": the stack has another use for it',
  ],
  "a host named like a client": [
    hosts(BASTION, "name: prometheus-scraper, role: agent, address: 10.0.0.2"),
    '5:6 Cannot use host name "prometheus-scraper": the stack has another use for it',
  ],
  "a host named like a folder of keys": [
    hosts(BASTION, "name: operators, role: agent, address: 10.0.0.2"),
    '5:6 Cannot use host name "operators": the stack has another use for it',
  ],
  "a public name that is none": [
    hosts(`${BASTION}, public: "https://b.example.org"`),
    '4:55 Cannot use public "https://b.example.org": expected a name such as bastion.example.org, or name:port',
  ],
  "a public port that is none": [
    hosts(`${BASTION}, public: "b.example.org:70000"`),
    '4:55 Cannot use public "b.example.org:70000": expected a name such as bastion.example.org, or name:port',
  ],
  "a bad network": [
    lines({ lan: "lan: 10.0.0.0/33" }),
    '4:1 Cannot use lan "10.0.0.0/33": expected a network such as 192.168.1.0/24: an IPv4 address has 32 bits',
  ],
  "a bad network among others": [
    lines({ lan: "lan: [10.0.0.0/24, 10.0.1.1/24]" }),
    '4:20 Cannot use lan "10.0.1.1/24": expected a network such as 192.168.1.0/24: the address has bits beyond /24',
  ],
  "no network": [lines({ lan: "lan: []" }), "4:1 Cannot read lan: expected at least one network"],
  "a domain that is none": [
    lines({ domain: "domain: la b" }),
    '1:1 Cannot read domain: expected a host name, got "la b"',
  ],
  "an edge by http": [
    lines({ edge: "edge: {url: http://a.example.org, runbooks: https://b.example.org}" }),
    '2:8 Cannot use url "http://a.example.org": expected a URL such as https://alerts.example.org',
  ],
  "an edge with a path": [
    lines({ edge: "edge: {url: https://a.example.org/webhook, runbooks: https://b.example.org}" }),
    '2:8 Cannot use url "https://a.example.org/webhook": expected no path, query or fragment',
  ],
  "runbooks with a query": [
    lines({ edge: 'edge: {url: https://a.example.org, runbooks: "https://b.example.org/?a"}' }),
    '2:36 Cannot use runbooks "https://b.example.org/?a": it must not have a query or a fragment',
  ],
  "a service of an unknown host": [
    lines({ services: "services: [{name: a, host: basiton, url: http://10.0.0.1/, module: http_2xx}]" }),
    '5:22 Unknown host "basiton" in service "a", did you mean "bastion"?',
  ],
  "a service twice": [
    lines({
      services:
        'services:\n  - {name: a, host: bastion, url: "10.0.0.1:1", module: m}\n  - {name: a, host: bastion, url: "10.0.0.1:2", module: m}',
    }),
    '7:6 Cannot use service name "a" twice',
  ],
  "a service without an address": [
    lines({ services: "services: [{name: a, host: bastion, url: 10.0.0.1, module: tcp_connect}]" }),
    '5:37 Cannot use url "10.0.0.1": expected a URL such as http://192.168.1.10:3000/, or host:port',
  ],
  "a service with a password": [
    lines({ services: "services: [{name: a, host: bastion, url: http://a:b@10.0.0.1/, module: http_2xx}]" }),
    '5:37 Cannot use url "http://a:b@10.0.0.1/": it must not hold a user or a password',
  ],
  "a target of an unknown host": [
    lines({ targets: "targets: [{job: a, host: b, port: 1}]" }),
    '5:20 Unknown host "b" in target "a"',
  ],
  "a target of a job that is there": [
    lines({ targets: "targets: [{job: node, host: bastion, port: 1}]" }),
    '5:12 Cannot use job "node": the stack has one of that name',
  ],
  "a target twice": [
    lines({ targets: "targets: [{job: a, host: bastion, port: 1}, {job: a, host: bastion, port: 1}]" }),
    '5:45 Cannot scrape bastion:1 twice for job "a"',
  ],
  "a target with a path that is none": [
    lines({ targets: "targets: [{job: a, host: bastion, port: 1, path: metrics}]" }),
    '5:44 Cannot use path "metrics": expected one such as /metrics',
  ],
  "an app twice": [
    lines({ apps: "apps: [{name: a, uid: 1}, {name: a, uid: 2}]" }),
    '5:28 app "a" is named twice',
  ],
  // Prometheus and the exporters admit clients by their name.
  "an app named like a client": [
    lines({ apps: "apps: [{name: prometheus-scraper, uid: 1}]" }),
    '5:9 Cannot use app name "prometheus-scraper": a host or a part of the stack has it',
  ],
  "an app named like a host": [
    lines({ apps: "apps: [{name: bastion, uid: 1}]" }),
    '5:9 Cannot use app name "bastion": a host or a part of the stack has it',
  ],
  "an app named like a folder of pki/": [
    lines({ apps: "apps: [{name: ca, uid: 1}]" }),
    '5:9 Cannot use app name "ca": a host or a part of the stack has it',
  ],
  "an app without an owner": [lines({ apps: "apps: [{name: a}]" }), '5:8 Cannot read app: "uid" is missing'],
  "an operator named like an app": [
    lines({ apps: "apps: [{name: a, uid: 1}]", operators: "operators: [a]" }),
    '6:13 Cannot use operator name "a": a host or a part of the stack has it',
  ],
  "an operator twice": [
    lines({ operators: "operators: [alice, Alice]" }),
    '5:20 operator "Alice" is named twice',
  ],
  // A tunnel that lets in a client by its common name would let that person in.
  "an operator named like a client": [
    lines({ operators: "operators: [Prometheus-Scraper]" }),
    '5:13 Cannot use operator name "Prometheus-Scraper": a host or a part of the stack has it',
  ],
  "an operator named like a host": [
    lines({ operators: "operators: [bastion]" }),
    '5:13 Cannot use operator name "bastion": a host or a part of the stack has it',
  ],
  "an operator without letters": [lines({ operators: 'operators: ["a b"]' }), expectName("5:13", "a b")],
  "a setting that is none": [
    lines({ settings: "settings: {DOCKER_GDI: 998}" }),
    '5:12 Unknown field "DOCKER_GDI" in settings, did you mean "DOCKER_GID"?',
  ],
  "a setting with a quote": [
    lines({ settings: 'settings: {BACKUP_DIR: "it\'s"}' }),
    '5:12 Cannot read BACKUP_DIR: expected one line without single quotes, got "it\'s"',
  ],
  "several at once": [
    lines({ domain: 'domain: "-"', lan: "lan: x" }),
    '1:1 Cannot read domain: expected a host name, got "-"',
    '4:1 Cannot use lan "x": expected a network such as 192.168.1.0/24',
  ],
  "no mapping": ["- a", "1:1 Cannot read the inventory: expected a mapping, got a list"],
  "no YAML": ["a: [", badYaml()],
};

function expectName(at: string, name: string): string {
  return `${at} Cannot read operators: expected 1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first, got ${JSON.stringify(name)}`;
}

function badYaml(): string {
  return "1:5 Cannot parse YAML: Flow sequence in block collection must be sufficiently indented and end with a ]";
}

describe("an inventory that is wrong", () => {
  it.for(Object.entries(bad))("%s: every finding stands at its place", ([, [text, ...want]], { expect }) => {
    expect(findingsOf(text)).toEqual(want);
  });

  it("is one line for each finding, with the file", async ({ expect }) => {
    const path = join(await scratch(), "inventory.yaml");
    await writeFile(path, lines({ domain: 'domain: "-"', lan: "lan: x" }));
    expect(() => readInventory(path)).toThrow(
      `${path}:1:1: Cannot read domain: expected a host name, got "-"\n${path}:4:1: Cannot use lan "x"`,
    );
  });

  it("that is not there is named", ({ expect }) => {
    expect(() => readInventory("/nonexistent.yaml")).toThrow(
      "Cannot read /nonexistent.yaml: there is no such file",
    );
  });

  it("whatever stands in it, it is findings and no exception", ({ expect }) => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const field = fc.constantFrom("domain", "edge", "hosts", "services", "targets", "operators", "lan");
    fc.assert(
      fc.property(fc.dictionary(field, value), (fields) => {
        const { inventory, diagnostics } = parseInventory("i", JSON.stringify({ ...fields }));
        expect(inventory === undefined).toBe(diagnostics.length > 0);
      }),
    );
  });
});
