import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { parse } from "yaml";
import { admissions } from "../../../../src/cli/stack/admission.ts";
import type { Host, Inventory } from "../../../../src/cli/stack/inventory.ts";
import { settingsSchema } from "../../../../src/cli/stack/inventory-schema.ts";
import { renderAll } from "../../../../src/cli/stack/render.ts";
import { CERTIFICATE_MODULE } from "../../../../src/cli/stack/render-targets.ts";
import { selectorsIn } from "../../../../src/cli/stack/selectors.ts";
import type { SourceFile } from "../../../../src/cli/stack/sources.ts";
import { endpoints } from "../../../../src/cli/stack/wiring.ts";
import { INVENTORIES, inventoryOf, OTHER, ROOT, SHIPPED } from "./inventories.ts";

const text = (path: string) => readFileSync(join(ROOT, "compose", path), "utf8");

const folder = (path: string): readonly SourceFile[] =>
  readdirSync(join(ROOT, "compose", path))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => ({ name, text: text(`${path}/${name}`) }));

const SOURCES = {
  versions: text("versions.env"),
  alertmanager: text("alertmanager/alertmanager.yml"),
  prometheus: text("prometheus/prometheus.yml"),
  prometheusRules: folder("prometheus/rules"),
  lokiRules: folder("loki/rules"),
};

/** What is rendered of the checked-in files, by path. */
function rendered(inventory: Inventory): ReadonlyMap<string, string> {
  const sources = inventory.edge.ca === undefined ? SOURCES : { ...SOURCES, edgeCa: "PEM\n" };
  return new Map(renderAll(inventory, sources).map(({ path, content }) => [path, content]));
}

const composeFile = ({ role }: Host) => (role === "bastion" ? "compose.yaml" : "agent.compose.yaml");
const hostsOf = ({ bastion, agents }: Inventory) => [bastion, ...agents];

/** Every inventory with each of its hosts. */
const all = Object.entries(INVENTORIES).flatMap(([name, source]) => {
  const inventory = inventoryOf(source);
  return hostsOf(inventory).map((host) => ({ name, inventory, host }));
});

const envOf = (inventory: Inventory, host: Host) =>
  rendered(inventory).get(host.role === "bastion" ? "compose/.env" : `compose/rendered/${host.name}/.env`) ??
  "";

describe("the Compose files", () => {
  it.for(all)(
    "find every value without a default in .env: $name, $host.name",
    ({ inventory, host }, { expect }) => {
      const needed = [...text(composeFile(host)).matchAll(/(?<!\$)\$\{(\w+)(?!\w|:?-)[^}]*\}/g)].map(
        ([, name]) => name,
      );
      const given = new Set([...envOf(inventory, host).matchAll(/^(\w+)=.+$/gm)].map(([, name]) => name));
      expect(needed.length).toBeGreaterThan(10);
      expect([...new Set(needed)].filter((name) => !given.has(name ?? ""))).toEqual([]);
    },
  );

  it("have a default for each setting of the inventory, and no other", ({ expect }) => {
    const optional = [...text("compose.yaml").matchAll(/(?<!\$)\$\{(\w+):-/g)].map(([, name]) => name);
    expect([...new Set(optional)].sort()).toEqual(Object.keys(settingsSchema.shape).sort());
    expect(text("agent.compose.yaml")).not.toMatch(/(?<!\$)\$\{\w+:-/);
  });

  it("use every value of .env", ({ expect }) => {
    const inventory = inventoryOf(SHIPPED);
    const files = text("compose.yaml") + text("agent.compose.yaml");
    const names = hostsOf(inventory).flatMap((host) =>
      [...envOf(inventory, host).matchAll(/^(\w+)=/gm)].map(([, name = ""]) => name),
    );
    // Docker Compose's own.
    const unused = names.filter((name) => name !== "COMPOSE_PROFILES" && !files.includes(`\${${name}`));
    expect(unused).toEqual([]);
  });

  it.for(all)(
    "mount nothing of rendered/ that is not rendered: $name, $host.name",
    ({ inventory, host }, { expect }) => {
      const mounted = [
        ...text(composeFile(host)).matchAll(/\.\/(rendered\/\$\{HOST_NAME:\?\}\/[\w./-]+?):/g),
      ];
      const paths = [...rendered(inventory).keys()];
      const missing = mounted
        .map(([, path = ""]) => `compose/${path.replace(/\$\{HOST_NAME:\?\}/, host.name)}`)
        .filter((path) => !paths.some((one) => one === path || one.startsWith(`${path}/`)));
      expect(mounted.length).toBeGreaterThan(0);
      expect(missing).toEqual([]);
    },
  );

  it.for(all)(
    "read only web config files that are rendered: $name, $host.name",
    ({ inventory, host }, { expect }) => {
      const { services } = parse(text(composeFile(host)), { merge: true });
      const paths = rendered(inventory);
      for (const { command = [], profiles = [] } of Object.values<{
        command?: string[];
        profiles?: string[];
      }>(services)) {
        const isOn = profiles.every((profile) => host.features.some((feature) => feature === profile));
        const [flag] = command.filter((one) => one.startsWith("--web.config.file="));
        if (flag === undefined || !isOn) continue;
        const name = flag.replace("--web.config.file=/etc/web/", "");
        expect([...paths.keys()]).toContain(`compose/rendered/${host.name}/web/${name}`);
      }
    },
  );
});

describe("the firewall", () => {
  /** Ports of the host's address that its Compose file opens, by the profiles that the host has. */
  function openPorts(host: Host): readonly number[] {
    const { services } = parse(text(composeFile(host)), { merge: true });
    const found = Object.values<{ ports?: string[]; command?: string[]; profiles?: string[] }>(
      services,
    ).flatMap(({ ports = [], command = [], profiles = [] }) => {
      const isOn = profiles.every((profile) => host.features.some((feature) => feature === profile));
      const written = [...ports, ...command.filter((flag) => /^--(?:web\.)?listen(?:-address)?=/.test(flag))];
      const opened = written.filter((one) => /\$\{(?:BASTION|HOST)_ENDPOINT/.test(one));
      return isOn ? opened.map((one) => Number(/:(\d+)(?::\d+)?$/.exec(one)?.[1])) : [];
    });
    return [...new Set(found)].sort((a, b) => a - b);
  }

  /** What on Bastion's address is dialed by its own containers alone. */
  const inner = (inventory: Inventory, { role }: Host) =>
    endpoints(inventory)
      .filter(({ host, onHost }) => role === "bastion" && host === inventory.bastion.name && onHost)
      .map(({ port }) => port);

  it.for(all.filter(({ name, host }) => name !== "alone" || host.role !== "bastion"))(
    "opens the ports that the Compose file publishes, and ssh: $name, $host.name",
    ({ inventory, host }, { expect }) => {
      const plain: Inventory = { ...inventory, services: [], targets: [] };
      const open = admissions(plain, host).flatMap(({ ports }) => ports);
      const want = openPorts(host).filter((port) => !inner(inventory, host).includes(port));
      expect(open.sort((a, b) => a - b)).toEqual([22, ...want].sort((a, b) => a - b));
    },
  );

  it("keeps shut for others what Bastion's containers dial on its address", ({ expect }) => {
    const inventory = inventoryOf(SHIPPED);
    expect(inner(inventory, inventory.bastion)).toEqual([9100, 9324]);
    expect(openPorts(inventory.bastion)).toEqual([443, 4317, 4318, 9100, 9324]);
  });
});

describe("prometheus.yml", () => {
  interface Scrape {
    readonly job_name: string;
    readonly file_sd_configs?: readonly { readonly files: readonly string[] }[];
  }
  const scrapes: readonly Scrape[] = parse(SOURCES.prometheus, { merge: true }).scrape_configs;

  it.for(Object.entries(INVENTORIES))(
    "reads the rendered targets, each file by its job: %s",
    ([, source], { expect }) => {
      const inventory = inventoryOf(source);
      const read = scrapes.flatMap(({ job_name: job, file_sd_configs: found = [] }) =>
        found.flatMap(({ files }) => files.map((file) => `${job} ${file}`)),
      );
      const start = `compose/rendered/${inventory.bastion.name}/prometheus/targets/`;
      const written = [...rendered(inventory).keys()].filter((path) => path.startsWith(start));
      const want = written
        .map((path) => path.slice(start.length))
        .map((name) => `${name.replace(".yaml", "")} /etc/prometheus/targets/${name}`);
      expect(read.sort()).toEqual(want.sort());
    },
  );

  it("is copied for the shipped inventory as it is", ({ expect }) => {
    const copy = rendered(inventoryOf(SHIPPED)).get("compose/rendered/bastion/prometheus/prometheus.yml");
    expect(parse(copy ?? "", { merge: true })).toEqual(parse(SOURCES.prometheus, { merge: true }));
  });

  it("scrapes another edge where that is, and trusts its authority", ({ expect }) => {
    const copy = parse(
      rendered(inventoryOf(OTHER)).get("compose/rendered/tower/prometheus/prometheus.yml") ?? "",
      {
        merge: true,
      },
    );
    const edge = copy.scrape_configs.find(({ job_name: job }: Scrape) => job === "farwatch");
    expect(edge.static_configs[0].targets).toEqual(["edge.example.net:8443"]);
    expect(edge.tls_config.ca_file).toBe("edge-ca.crt");
  });
});

describe("alertmanager.yml", () => {
  it("posts to another edge where that is, and trusts its authority", ({ expect }) => {
    const copy =
      rendered(inventoryOf(OTHER)).get("compose/rendered/tower/alertmanager/alertmanager.yml") ?? "";
    expect(copy).not.toContain("alerts.example.org");
    const { receivers } = parse(copy, { merge: true });
    interface Webhook {
      readonly url: string;
      readonly http_config: { readonly tls_config: { readonly ca_file?: string } };
    }
    const webhooks: readonly Webhook[] = receivers.flatMap(
      ({ webhook_configs: found = [] }: { webhook_configs?: Webhook[] }) => found,
    );
    const edge = webhooks.filter(({ url }) => url?.startsWith("https://edge.example.net:8443/"));
    expect(edge.length).toBeGreaterThan(0);
    for (const { http_config: http } of edge) expect(http.tls_config.ca_file).toBe("edge-ca.crt");
  });
});

describe("rules", () => {
  it("of another inventory link to its runbooks alone", ({ expect }) => {
    const rules = [...rendered(inventoryOf(OTHER))].filter(([path]) => /\/rules\//.test(path));
    const links = rules.flatMap(([, content]) =>
      [...content.matchAll(/runbook_url: (\S+)/g)].map(([, url]) => url),
    );
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((url) => !url?.startsWith("https://pages.example.net/farwatch/runbooks/"))).toEqual(
      [],
    );
    expect(rules.filter(([, content]) => content.includes("watch.example.org"))).toEqual([]);
  });

  it("of the shipped inventory say what the checked-in ones say", ({ expect }) => {
    const copies = rendered(inventoryOf(SHIPPED));
    const want = [
      ...SOURCES.prometheusRules.map((one) => ({ ...one, at: "prometheus/rules" })),
      ...SOURCES.lokiRules.map((one) => ({ ...one, at: "loki/rules/fake" })),
    ];
    for (const { name, text: source, at } of want) {
      expect(parse(copies.get(`compose/rendered/bastion/${at}/${name}`) ?? ""), name).toEqual(parse(source));
    }
  });

  it("that speak of services leave out the looks at certificates", ({ expect }) => {
    const services = SOURCES.prometheusRules.find(({ name }) => name === "services.yaml");
    const down = parse(services?.text ?? "").groups[0].rules.find(
      ({ alert }: { alert?: string }) => alert === "ServiceDown",
    );
    const probes = selectorsIn(down.expr).filter(({ metric }) => metric === "probe_success");
    expect(probes.length).toBeGreaterThan(0);
    for (const { matchers } of probes) {
      expect(matchers).toContainEqual({ label: "module", operator: "!=", value: CERTIFICATE_MODULE });
    }
  });
});

describe("blackbox.yml", () => {
  it("has the module that looks at certificates, with our own", ({ expect }) => {
    const { modules } = parse(text("blackbox/blackbox.yml"), { merge: true });
    expect(modules[CERTIFICATE_MODULE]).toMatchObject({
      prober: "tcp",
      tcp: { tls: true, tls_config: { ca_file: "/pki/ca.crt", cert_file: "/pki/client.crt" } },
    });
  });
});
