import { describe, it } from "vitest";
import { textOf } from "../source.ts";
import { blocksNamed, component, inner, unquote } from "./alloy.ts";
import { alloy, documents, forbidden, isUnder, loki, otelcol, tempo } from "./lgtm.ts";
import { at, leaves } from "./value.ts";

const asked = {
  cert_file: "/pki/server.crt",
  key_file: "/pki/server.key",
  client_ca_file: "/pki/ca.crt",
};
const shown = { ca_file: "/pki/ca.crt", cert_file: "/pki/client.crt", key_file: "/pki/client.key" };

describe("listeners", () => {
  const http = [
    ["Loki", loki],
    ["Tempo", tempo],
  ] as const;

  it.for(http)("%s asks for a client certificate on its port", ([, document], { expect }) => {
    expect(at(document, "server.http_tls_config")).toEqual({
      ...asked,
      client_auth_type: "RequireAndVerifyClientCert",
    });
    expect(at(document, "server.tls_min_version")).toBe("VersionTLS13");
  });

  it.for(http)("%s keeps to loopback what it serves in the clear", ([, document], { expect }) => {
    const addresses = [
      "server.grpc_listen_address",
      "internal_server.http_listen_address",
      // A gRPC listener of the internal server opens by itself, on any port and address.
      "internal_server.grpc_listen_address",
    ];
    expect(addresses.map((path) => at(document, path))).toEqual(["127.0.0.1", "127.0.0.1", "127.0.0.1"]);
    expect(at(document, "internal_server.http_tls_config")).toBeUndefined();
  });

  it("Tempo does not gossip beyond loopback", ({ expect }) => {
    expect(at(tempo, "memberlist.bind_addr")).toEqual(["127.0.0.1"]);
  });

  it("Tempo takes spans by gRPC alone, from those who show a certificate", ({ expect }) => {
    expect(at(tempo, "distributor.receivers")).toEqual({
      otlp: {
        protocols: {
          grpc: {
            endpoint: "0.0.0.0:4317",
            tls: { ...asked, min_version: "1.3", reload_interval: "1h" },
          },
        },
      },
    });
  });

  it("an agent listens on loopback, unless Compose says that it has a network of its own", ({ expect }) => {
    const addresses = leaves(otelcol).filter(([path]) => /^(receivers|extensions)\..*endpoint$/.test(path));
    expect(addresses).toEqual([
      ["extensions.health_check.endpoint", "127.0.0.1:13133"],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the collector's own syntax
      ["receivers.otlp.protocols.grpc.endpoint", "${env:OTLP_LISTEN:-127.0.0.1}:4317"],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the collector's own syntax
      ["receivers.otlp.protocols.http.endpoint", "${env:OTLP_LISTEN:-127.0.0.1}:4318"],
    ]);
  });

  it("Alloy asks for a client certificate on its own port", ({ expect }) => {
    const { attributes } = inner(component(alloy, "http"), "tls");
    expect(Object.fromEntries([...attributes].map(([key, value]) => [key, unquote(value)]))).toEqual({
      ...asked,
      client_auth_type: "RequireAndVerifyClientCert",
      min_version: "TLS13",
    });
  });

  it.for(["grpc", "http"])("Alloy asks for a client certificate on OTLP by %s", (protocol, { expect }) => {
    const { attributes } = inner(component(alloy, "otelcol.receiver.otlp.default"), protocol, "tls");
    // `client_auth_type` is no attribute here, and `ca_file` does nothing on a receiver.
    expect(Object.fromEntries([...attributes].map(([key, value]) => [key, unquote(value)]))).toEqual({
      ...asked,
      min_version: "1.3",
      reload_interval: "1h",
    });
  });

  it("Alloy has no other listener", ({ expect }) => {
    const names = alloy
      .map(({ name }) => name)
      .filter((name) => /receiver\.|source\.(api|gelf|heroku|syslog)/.test(name));
    expect(names).toEqual(["otelcol.receiver.otlp", "otelcol.receiver.loki"]);
  });
});

describe("who connects", () => {
  it("Loki shows its certificate to Alertmanager and Prometheus", ({ expect }) => {
    expect(at(loki, "ruler.alertmanager_url")).toBe("https://alertmanager:9093");
    expect(at(loki, "ruler.alertmanager_client")).toEqual({
      tls_ca_path: shown.ca_file,
      tls_cert_path: shown.cert_file,
      tls_key_path: shown.key_file,
    });
    expect(at(loki, "ruler.remote_write.clients.prometheus")).toEqual({
      url: "https://prometheus:9090/api/v1/write",
      tls_config: shown,
    });
  });

  it("Tempo shows its certificate to Prometheus", ({ expect }) => {
    expect(at(tempo, "metrics_generator.storage.remote_write")).toEqual([
      { url: "https://prometheus:9090/api/v1/write", send_exemplars: true, tls_config: shown },
    ]);
  });

  it("an agent shows its certificate to Bastion", ({ expect }) => {
    expect(at(otelcol, "exporters.otlp_grpc/bastion.tls")).toEqual({
      ...shown,
      min_version: "1.3",
      reload_interval: "1h",
    });
  });

  const exporters = alloy.filter(({ name }) => name.startsWith("otelcol.exporter."));

  it.for(exporters)("Alloy shows its certificate to $label", (exporter, { expect }) => {
    const { attributes } = inner(exporter, "client", "tls");
    expect(Object.fromEntries([...attributes].map(([key, value]) => [key, unquote(value)]))).toEqual({
      ...shown,
      min_version: "1.3",
      reload_interval: "1h",
    });
  });

  it("nothing goes out in the clear, and nothing skips the check of a certificate", ({ expect }) => {
    const clear = Object.values(documents)
      .flatMap((document) => leaves(document))
      .filter(([path, value]) => /insecure|skip_verify/.test(path) || /^http:/.test(String(value)))
      .map(([path]) => path);
    // The agent's own metrics, to its own receiver on loopback.
    expect(clear).toEqual([
      "service.telemetry.metrics.readers.0.periodic.exporter.otlp.endpoint",
      "service.telemetry.metrics.readers.0.periodic.exporter.otlp.insecure",
    ]);
    expect(textOf("compose/alloy/config.alloy")).not.toMatch(/insecure|http:\/\//);
  });

  it("nothing phones home", ({ expect }) => {
    expect([at(loki, "analytics.reporting_enabled"), at(tempo, "usage_report.reporting_enabled")]).toEqual([
      false,
      false,
    ]);
  });
});

describe("what a release has removed", () => {
  it.for(forbidden)("$document has no $path", ({ document, path, reason }, { expect }) => {
    const found = leaves(documents[document]).filter(([leaf]) => isUnder(leaf, path));
    expect(found, reason).toEqual([]);
  });

  const under = [
    ["compactor.compaction.block_retention", "compactor", true],
    ["overrides.metrics_generator_processors.0", "overrides.*_*", true],
    ["overrides.defaults.compaction", "overrides.*_*", false],
    ["exporters.otlp/x.endpoint", "exporters.otlp", true],
    ["exporters.otlp_grpc/x.endpoint", "exporters.otlp", false],
  ] as const;

  it.for(under)("isUnder(%s, %s) is %s", ([leaf, path, want], { expect }) => {
    expect(isUnder(leaf, path)).toBe(want);
  });

  it("Alloy has no component and no function that is gone or second best", ({ expect }) => {
    const names = alloy.map(({ name }) => name);
    expect(names).not.toContain("otelcol.processor.resource");
    expect(names).not.toContain("otelcol.exporter.loki");
    expect(names).not.toContain("prometheus.scrape");
    expect(textOf("compose/alloy/config.alloy")).not.toMatch(/(?<!sys\.)\benv\(|constants\.hostname/);
  });

  it("client_auth_type stands only where Alloy knows it", ({ expect }) => {
    const places = blocksNamed(alloy, "tls").filter(([, block]) => block.attributes.has("client_auth_type"));
    expect(places.map(([path]) => path)).toEqual(["/http/tls"]);
  });
});
