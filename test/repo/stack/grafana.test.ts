import { describe, it } from "vitest";
import { textOf } from "../source.ts";
import { component, unquote } from "./alloy.ts";
import { expressionFault } from "./expression.ts";
import { alloy } from "./lgtm.ts";
import { at, leaves, yamlOf } from "./value.ts";

const file = "compose/grafana/provisioning/datasources/datasources.yaml";
const sources: unknown[] = Object.values(Object(at(yamlOf(file), "datasources")));
const uids = ["prometheus", "loki", "tempo", "alertmanager"];

describe("data sources", () => {
  it("have the uids that boards, links and alerts name", ({ expect }) => {
    expect(sources.map((source) => at(source, "uid"))).toEqual(uids);
  });

  it.for(sources)(
    "$name is asked over TLS, with Grafana's certificate, and checked",
    (source, { expect }) => {
      const uid = String(at(source, "uid"));
      expect(at(source, "url")).toMatch(new RegExp(`^https://${uid}:\\d+$`));
      expect(at(source, "editable")).toBe(false);
      expect(at(source, "jsonData")).toMatchObject({
        tlsAuth: true,
        tlsAuthWithCACert: true,
        serverName: uid,
      });
      expect(at(source, "secureJsonData")).toEqual({
        tlsCACert: "$__file{/pki/ca.crt}",
        tlsClientCert: "$__file{/pki/client.crt}",
        tlsClientKey: "$__file{/pki/client.key}",
      });
    },
  );

  it("lead from one to another only where there is one", ({ expect }) => {
    const named = leaves(sources).filter(([path]) => /[a-z](datasource|alertmanager)?Uid$/i.test(path));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(([, uid]) => !uids.includes(String(uid)))).toEqual([]);
  });

  it("write a dollar sign twice, but for what Grafana shall read from a file", ({ expect }) => {
    const text = textOf(file).replace(/^\s*#.*$/gm, "");
    expect(text.match(/(?<!\$)\$(?!\$|__file\{)/g)).toBeNull();
    expect(text.match(/\$\$/g)?.length).toBeGreaterThanOrEqual(5);
  });

  it("name a trace as Loki and Prometheus do", ({ expect }) => {
    expect(at(sources, "0.jsonData.exemplarTraceIdDestinations")).toEqual([
      { name: "trace_id", datasourceUid: "tempo" },
    ]);
    expect(at(sources, "1.jsonData.derivedFields.0")).toMatchObject({
      matcherType: "label",
      matcherRegex: "trace_id",
      datasourceUid: "tempo",
    });
    const tempo = yamlOf("compose/tempo/tempo.yaml");
    expect(at(tempo, "overrides.defaults.metrics_generator.trace_id_label_name")).toBe("trace_id");
  });

  it("ask in words that can be read", ({ expect }) => {
    const logs = String(at(sources, "2.jsonData.tracesToLogsV2.query"));
    const metrics = leaves(at(sources, "2.jsonData.tracesToMetrics.queries")).filter(([path]) =>
      path.endsWith("query"),
    );
    expect(metrics).toHaveLength(2);
    const faults = [
      expressionFault("logql", logs),
      ...metrics.map(([, query]) => expressionFault("promql", String(query))),
    ];
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });
});

describe("selectors of Alloy", () => {
  const stages = component(alloy, "loki.process.docker").blocks.filter(({ name }) => name === "stage.match");

  it.for(stages)("$attributes can be read", ({ attributes }, { expect }) => {
    expect(expressionFault("logql", unquote(attributes.get("selector") ?? "``"))).toBeUndefined();
  });
});

describe("boards", () => {
  it("are read from where Compose mounts them, and not written back", ({ expect }) => {
    const provider = at(yamlOf("compose/grafana/provisioning/dashboards/dashboards.yaml"), "providers.0");
    expect(provider).toMatchObject({ allowUiUpdates: false, options: { path: "/etc/grafana/dashboards" } });
  });
});

describe("Grafana's settings", () => {
  const settings = at(yamlOf("compose/compose.yaml"), "services.grafana.environment");
  const cases = [
    ["GF_SERVER_HTTP_ADDR", "127.0.0.1", "the tunnels are the only way in"],
    ["GF_AUTH_ANONYMOUS_ENABLED", "false", "a certificate is no session"],
    ["GF_USERS_ALLOW_SIGN_UP", "false", ""],
    ["GF_ANALYTICS_REPORTING_ENABLED", "false", "no phoning home"],
    ["GF_ANALYTICS_CHECK_FOR_UPDATES", "false", "no phoning home"],
    ["GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false", "no phoning home"],
    ["GF_NEWS_NEWS_FEED_ENABLED", "false", "no phoning home"],
    ["GF_SECURITY_DISABLE_GRAVATAR", "true", "no phoning home"],
    ["GF_PLUGINS_PREINSTALL_DISABLED", "true", "no plugins from the network"],
    ["GF_PLUGINS_PLUGIN_ADMIN_ENABLED", "false", "no plugins from the network"],
  ] as const;

  it.for(cases)("%s is %s", ([name, value, reason], { expect }) => {
    expect(at(settings, name), reason).toBe(value);
  });
});
