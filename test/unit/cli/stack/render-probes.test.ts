import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { parse } from "yaml";
import { renderProbes } from "../../../../src/cli/stack/render-probes.ts";
import { loadConfig } from "../../../../src/config/load.ts";
import { inventoryOf, OTHER, ROOT, SHIPPED } from "./inventories.ts";

const other = renderProbes(inventoryOf(OTHER));

describe("outside probes", () => {
  it("are those of what has a public address", ({ expect }) => {
    expect(parse(other.content).probes).toEqual([
      {
        name: "host-tower",
        role: "box",
        module: "tcp_connect",
        target: "tower.example.net:8022",
        labels: { host: "tower" },
      },
      {
        name: "host-nas-01",
        module: "tcp_connect",
        target: "nas.example.net:22",
        labels: { host: "nas-01" },
      },
      {
        name: "service-home-assistant",
        module: "http_2xx",
        target: "https://ha.example.net/",
        labels: { host: "nas-01", service: "home-assistant" },
      },
      {
        name: "service-git.ssh",
        module: "tcp_connect",
        target: "git.example.net:2222",
        labels: { host: "k8s-node-1", service: "git.ssh" },
      },
    ]);
  });

  it("are what the edge reads", ({ expect }) => {
    const routing = { name: "routing.yaml", text: "route: {receiver: r}\nreceivers: [{name: r}]\n" };
    const edge = {
      name: "edge.yaml",
      text: "heartbeats: [{name: bastion, interval: 15s, bastion: true}]\n",
    };
    const { config, diagnostics } = loadConfig(
      { routing, edge, probes: { name: "probes.yaml", text: other.content } },
      [],
    );
    expect(diagnostics).toEqual([]);
    expect(config?.edge.probes).toHaveLength(4);
  });

  it("of the shipped inventory are none, and checked in", ({ expect }) => {
    const { path, content } = renderProbes(inventoryOf(SHIPPED));
    expect(parse(content)).toEqual({ probes: [] });
    expect(readFileSync(join(ROOT, path), "utf8")).toBe(content);
  });
});
