import { describe, it } from "vitest";
import { parse } from "yaml";
import { renderWebConfigs } from "../../../../src/cli/stack/render-web.ts";
import { ALONE, inventoryOf, OTHER, SHIPPED } from "./inventories.ts";

const paths = (text: string) => renderWebConfigs(inventoryOf(text)).map(({ path }) => path);

describe("web config files", () => {
  it("are there for each server that reads one, and no other", ({ expect }) => {
    expect(paths(SHIPPED)).toEqual([
      "compose/rendered/bastion/web/prometheus.yml",
      "compose/rendered/bastion/web/alertmanager.yml",
      "compose/rendered/bastion/web/node-exporter.yml",
      "compose/rendered/bastion/web/blackbox.yml",
      "compose/rendered/bastion/web/smartctl.yml",
      "compose/rendered/monster/web/node-exporter.yml",
      "compose/rendered/monster/web/nvidia-gpu.yml",
    ]);
    expect(paths(ALONE).every((path) => path.startsWith("compose/rendered/bastion/"))).toBe(true);
    expect(paths(OTHER)).toContain("compose/rendered/k8s-node-2/web/nvidia-gpu.yml");
    expect(paths(OTHER)).not.toContain("compose/rendered/k8s-node-1/web/nvidia-gpu.yml");
  });

  it("demand a certificate of our authority, and pin its name", ({ expect }) => {
    const file = renderWebConfigs(inventoryOf(OTHER)).find(({ path }) =>
      path.endsWith("tower/web/alertmanager.yml"),
    );
    expect(parse(file?.content ?? "")).toEqual({
      tls_server_config: {
        cert_file: "/pki/server.crt",
        key_file: "/pki/server.key",
        client_ca_file: "/pki/ca.crt",
        client_auth_type: "RequireAndVerifyClientCert",
        client_allowed_sans: [
          "prometheus-scraper.home.example.net",
          "loki-ruler.home.example.net",
          "grafana.home.example.net",
          "alertmanager.home.example.net",
          "blackbox.home.example.net",
        ],
        min_version: "TLS13",
      },
    });
  });

  it("let nobody but Prometheus and its prober read an agent", ({ expect }) => {
    const agents = renderWebConfigs(inventoryOf(SHIPPED)).filter(({ path }) => path.includes("/monster/"));
    for (const { content } of agents) {
      expect(parse(content).tls_server_config.client_allowed_sans).toEqual([
        "prometheus-scraper.lab",
        "blackbox.lab",
      ]);
    }
  });
});
