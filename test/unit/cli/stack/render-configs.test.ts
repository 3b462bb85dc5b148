import { describe, it } from "vitest";
import { parse } from "yaml";
import { renderConfigs, SHIPPED_EDGE } from "../../../../src/cli/stack/render-configs.ts";
import type { Sources } from "../../../../src/cli/stack/sources.ts";
import { inventoryOf, OTHER, SHIPPED } from "./inventories.ts";

const SOURCES: Sources = {
  versions: "",
  alertmanager: `# who tells whom
receivers:
  - name: edge # the way out
    webhook_configs:
      - url: https://alerts.example.org/webhook/alertmanager
        http_config:
          tls_config: { cert_file: /pki/edge.crt, key_file: /pki/edge.key }
  - name: fallback
    webhook_configs:
      - url: https://ntfy.example.com/topic
`,
  prometheus: `scrape_configs:
  # first
  - job_name: node
    tls_config: &client
      ca_file: /pki/ca.crt

  - job_name: other
    tls_config: *client

  - job_name: farwatch
    tls_config:
      cert_file: /pki/edge.crt
    static_configs:
      - targets: [alerts.example.org]
`,
  prometheusRules: [
    {
      name: "host.yaml",
      text: `groups:
  - name: host
    rules:
      - alert: HostDown
        expr: up{job="node"} == 0
        annotations:
          description: >-
            The host {{ $labels.host }} is gone; see
            https://watch.example.org/ for more.
          runbook_url: https://watch.example.org/runbooks/HostDown
`,
    },
  ],
  lokiRules: [{ name: "ssh.yaml", text: "groups: []\n" }],
};

const contents = (inventory: string, sources = SOURCES) =>
  Object.fromEntries(
    renderConfigs(inventoryOf(inventory), sources).map(({ path, content }) => [path, content]),
  );

const other = contents(OTHER, { ...SOURCES, edgeCa: "PEM\n" });
const at = "compose/rendered/tower";

describe("copies for another edge", () => {
  it("name it in Alertmanager, beside what is not the edge", ({ expect }) => {
    const [edge, fallback] = parse(other[`${at}/alertmanager/alertmanager.yml`] ?? "").receivers;
    expect(edge.webhook_configs).toEqual([
      {
        url: "https://edge.example.net:8443/webhook/alertmanager",
        http_config: {
          tls_config: { cert_file: "/pki/edge.crt", key_file: "/pki/edge.key", ca_file: "edge-ca.crt" },
        },
      },
    ]);
    expect(fallback.webhook_configs).toEqual([{ url: "https://ntfy.example.com/topic" }]);
  });

  it("scrape it at its port, and trust its authority for that alone", ({ expect }) => {
    const [node, , farwatch] = parse(other[`${at}/prometheus/prometheus.yml`] ?? "").scrape_configs;
    expect(farwatch).toEqual({
      job_name: "farwatch",
      tls_config: { cert_file: "/pki/edge.crt", ca_file: "edge-ca.crt" },
      static_configs: [{ targets: ["edge.example.net:8443"] }],
    });
    expect(node.tls_config).toEqual({ ca_file: "/pki/ca.crt" });
  });

  it("link to its runbooks", ({ expect }) => {
    const [rule] = parse(other[`${at}/prometheus/rules/host.yaml`] ?? "").groups[0].rules;
    expect(rule.annotations).toEqual({
      description: "The host {{ $labels.host }} is gone; see https://pages.example.net/farwatch/ for more.",
      runbook_url: "https://pages.example.net/farwatch/runbooks/HostDown",
    });
  });

  it("keep comments and order", ({ expect }) => {
    const text = other[`${at}/alertmanager/alertmanager.yml`] ?? "";
    expect(text).toMatch(
      /^# Rendered from [^\n]*\n# who tells whom\nreceivers:\n {2}- name: edge # the way out\n/,
    );
    expect(other[`${at}/prometheus/prometheus.yml`]).toContain("  # first\n  - job_name: node\n");
    expect(other[`${at}/prometheus/prometheus.yml`]).toContain("tls_config: *client\n");
  });

  it("bring its authority along, and put Loki's rules where its ruler looks", ({ expect }) => {
    expect(Object.keys(other)).toEqual([
      `${at}/alertmanager/alertmanager.yml`,
      `${at}/prometheus/prometheus.yml`,
      `${at}/prometheus/rules/host.yaml`,
      `${at}/loki/rules/fake/ssh.yaml`,
      `${at}/alertmanager/edge-ca.crt`,
      `${at}/prometheus/edge-ca.crt`,
    ]);
    expect(other[`${at}/prometheus/edge-ca.crt`]).toBe("PEM\n");
  });
});

describe("copies for the shipped edge", () => {
  it("say what the sources say", ({ expect }) => {
    const shipped = contents(SHIPPED);
    const read = (path: string) => parse(shipped[`compose/rendered/bastion/${path}`] ?? "");
    expect(read("alertmanager/alertmanager.yml")).toEqual(parse(SOURCES.alertmanager));
    expect(read("prometheus/prometheus.yml")).toEqual(parse(SOURCES.prometheus));
    expect(read("prometheus/rules/host.yaml")).toEqual(parse(SOURCES.prometheusRules[0]?.text ?? ""));
  });
});

describe("the shipped edge's host in a text", () => {
  const target = (text: string, edge: string) => {
    const inventory = SHIPPED.replace(SHIPPED_EDGE.url, edge);
    const sources = { ...SOURCES, prometheus: `a: ${JSON.stringify(text)}\n` };
    return parse(contents(inventory, sources)["compose/rendered/bastion/prometheus/prometheus.yml"] ?? "").a;
  };

  it.for([
    ["alerts.example.org", "https://e.example.net", "e.example.net"],
    ["alerts.example.org:443", "https://e.example.net", "e.example.net:443"],
    ["alerts.example.org:443", "https://e.example.net:8443", "e.example.net:8443"],
    ["alerts.example.org", "https://[fd00::1]:8443", "[fd00::1]:8443"],
    [
      "https://alerts.example.org/metrics",
      "https://e.example.net:8443",
      "https://e.example.net:8443/metrics",
    ],
    ["my-alerts.example.org", "https://e.example.net", "my-alerts.example.org"],
    ["alerts.example.org.evil.net", "https://e.example.net", "alerts.example.org.evil.net"],
    ["alerts.example.organic", "https://e.example.net", "alerts.example.organic"],
    ["ends with alerts.example.org.", "https://e.example.net", "ends with e.example.net."],
  ] as const)("%s becomes, for %s, %s", ([text, edge, want], { expect }) => {
    expect(target(text, edge)).toBe(want);
  });
});

it("a source that is no YAML is named", ({ expect }) => {
  expect(() => contents(SHIPPED, { ...SOURCES, prometheus: "a: [" })).toThrow(
    /^Cannot parse the source of prometheus\/prometheus\.yml: /,
  );
});
