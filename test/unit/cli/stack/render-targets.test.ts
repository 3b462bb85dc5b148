import { describe, it } from "vitest";
import { parse } from "yaml";
import { CERTIFICATE_MODULE, renderTargets, targetGroups } from "../../../../src/cli/stack/render-targets.ts";
import { holders } from "../../../../src/cli/stack/wiring.ts";
import { STACK_JOBS } from "../../../../src/cli/stack/wiring-names.ts";
import { ALONE, INVENTORIES, inventoryOf, OTHER, SHIPPED } from "./inventories.ts";

const groups = (text: string, job: string) => targetGroups(inventoryOf(text)).get(job);

describe("file_sd targets", () => {
  it("of a host's exporter are its address, called by its name", ({ expect }) => {
    expect(groups(SHIPPED, "node")).toEqual([
      { targets: ["192.168.1.10:9100"], labels: { instance: "bastion.lab:9100", host: "bastion" } },
      { targets: ["192.168.1.20:9100"], labels: { instance: "monster.lab:9100", host: "monster" } },
    ]);
  });

  it("put an IPv6 address in brackets", ({ expect }) => {
    expect(groups(OTHER, "node")?.flatMap(({ targets }) => targets)).toEqual([
      "[fd00::10]:9100",
      "[fd00::a]:9100",
      "10.0.0.31:9100",
      "10.0.0.32:9100",
    ]);
  });

  it("there are for every job but those that need none, empty where nobody has it", ({ expect }) => {
    const jobs = [...STACK_JOBS].filter((job) => !["farwatch", "otelcol"].includes(job));
    for (const text of Object.values(INVENTORIES)) {
      expect([...targetGroups(inventoryOf(text)).keys()].sort()).toEqual(jobs.sort());
    }
    expect(groups(ALONE, "nvidia_gpu")).toEqual([]);
  });

  it("of services carry their module", ({ expect }) => {
    expect(groups(SHIPPED, "blackbox")?.[0]).toEqual({
      targets: ["http://192.168.1.10:3000/"],
      labels: { module: "http_2xx", host: "bastion", service: "adguard" },
    });
  });

  it("look once at each server certificate", ({ expect }) => {
    for (const text of Object.values(INVENTORIES)) {
      const inventory = inventoryOf(text);
      const looks = targetGroups(inventory)
        .get("blackbox")
        ?.filter(({ labels }) => labels["module"] === CERTIFICATE_MODULE);
      expect(looks).toHaveLength(holders(inventory).filter(({ server }) => server !== undefined).length);
    }
  });

  it("of the inventory's own name their job, scheme and path themselves", ({ expect }) => {
    expect(groups(OTHER, "targets")).toEqual([
      {
        targets: ["[fd00::10]:9618"],
        labels: {
          instance: "tower.home.example.net:9618",
          host: "tower",
          job: "adguard-exporter",
          __scheme__: "http",
          __metrics_path__: "/metrics",
        },
      },
      {
        targets: ["[fd00::a]:9130"],
        labels: {
          instance: "nas-01.home.example.net:9130",
          host: "nas-01",
          job: "unifi",
          __scheme__: "https",
          __metrics_path__: "/scrape",
          __param_target: "a",
        },
      },
      {
        targets: ["10.0.0.32:9130"],
        labels: {
          instance: "k8s-node-2.home.example.net:9130",
          host: "k8s-node-2",
          job: "unifi",
          __scheme__: "https",
          __metrics_path__: "/metrics",
        },
      },
    ]);
  });

  it("are files of YAML that say so", ({ expect }) => {
    const file = renderTargets(inventoryOf(SHIPPED)).find(({ path }) => path.endsWith("/node.yaml"));
    expect(file?.path).toBe("compose/rendered/bastion/prometheus/targets/node.yaml");
    expect(file?.content).toMatch(/^# Rendered from compose\/inventory\.yaml/);
    expect(parse(file?.content ?? "")).toEqual(groups(SHIPPED, "node"));
  });
});
