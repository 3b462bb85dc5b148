import { describe, it } from "vitest";
import { component, inner, unquoteAll } from "./alloy.ts";
import { alloy, loki, otelcol } from "./lgtm.ts";
import { dropReason, relabel, replacePatterns, rulesOf } from "./logs.ts";
import { at } from "./value.ts";

const statements = [0, 1].flatMap((index) => {
  const found = at(otelcol, `processors.transform/logs.log_statements.${index}.statements`);
  return Array.isArray(found) ? found.map(String) : [];
});

describe("labels", () => {
  const labels = ["host", "unit", "transport", "container", "service.name"];

  it("are those that Loki is told to index, and no others", ({ expect }) => {
    expect(at(loki, "limits_config.otlp_config.resource_attributes")).toMatchObject({
      ignore_defaults: true,
      attributes_config: [{ action: "index_label", attributes: labels }, { action: "drop" }],
    });
  });

  it("of Bastion's own lines are attributes of their resource, as those of the agents are", ({ expect }) => {
    const group = component(alloy, "otelcol.processor.groupbyattrs.local");
    expect(unquoteAll(group.attributes.get("keys") ?? "")).toEqual(labels);
  });

  it("name the host everywhere", ({ expect }) => {
    for (const source of ["loki.source.journal.host", "loki.source.docker.local"]) {
      expect(component(alloy, source).attributes.get("labels")).toBe('{host=sys.env("HOST_NAME")}');
    }
    expect(at(otelcol, "processors.resource/host.attributes.0")).toEqual({
      key: "host",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the collector's own syntax
      value: "${env:HOST_NAME}",
      action: "upsert",
    });
    const pipelines = Object.values(Object(at(otelcol, "service.pipelines")));
    for (const pipeline of pipelines) expect(at(pipeline, "processors")).toContain("resource/host");
  });
});

describe("a unit and its service", () => {
  const cases = [
    ["ssh.service", "ssh.service", "ssh"],
    ["sshd.service", "sshd.service", "sshd"],
    ["sshd@12-192.168.1.10:22-10.0.0.9:50312.service", "sshd@.service", "sshd"],
    ["user@1000.service", "user@.service", "user"],
    ["systemd-coredump@3-4242-0.service", "systemd-coredump@.service", "systemd-coredump"],
    ["session-7.scope", "session.scope", "session"],
    ["run-u123.service", "run.service", "run"],
    [`docker-${"a1".repeat(32)}.scope`, "docker.scope", "docker"],
    ["docker.service", "docker.service", "docker"],
    ["runner.service", "runner.service", "runner"],
    ["fstrim.timer", "fstrim.timer", "fstrim"],
    ["init.scope", "init.scope", "init"],
  ] as const;

  const rules = rulesOf(alloy, "loki.relabel.journal");

  it.for(cases)("%s on Bastion are %s and %s", ([found, unit, service], { expect }) => {
    const target = { __journal__systemd_unit: found, __journal__transport: "journal" };
    expect(relabel(rules, target)).toMatchObject({ unit, service_name: service, transport: "journal" });
  });

  it.for(cases)("%s on an agent are %s and %s", ([found, unit, service], { expect }) => {
    const replaced = replacePatterns(statements, "unit", found);
    expect([replaced, replacePatterns(statements, "service.name", replaced)]).toEqual([unit, service]);
  });

  it("a line of the kernel has no unit, and its transport for a service", ({ expect }) => {
    const labels = relabel(rules, { __journal__transport: "kernel" });
    expect([labels["unit"] ?? "", labels["service_name"]]).toEqual(["", "kernel"]);
    expect(statements).toContain(
      'set(attributes["service.name"], attributes["transport"]) where attributes["service.name"] == nil',
    );
  });

  const levels = [
    ["emerg", "fatal"],
    ["crit", "fatal"],
    ["error", "error"],
    ["warning", "warn"],
    ["notice", "info"],
    ["info", "info"],
  ] as const;

  it.for(levels)("priority %s is level %s", ([keyword, level], { expect }) => {
    expect(relabel(rules, { __journal_priority_keyword: keyword })["level"]).toBe(level);
  });
});

describe("a container", () => {
  const rules = rulesOf(alloy, "discovery.relabel.docker");
  const cases = [
    ["its service in Compose", { __meta_docker_container_label_com_docker_compose_service: "loki" }, "loki"],
    ["its name, outside of Compose", {}, "farwatch-loki-1"],
  ] as const;

  it.for(cases)("is known by %s", ([, labels, want], { expect }) => {
    const target = { __meta_docker_container_name: "/farwatch-loki-1", ...labels };
    expect(relabel(rules, target)).toMatchObject({ container: want, service_name: want });
  });
});

describe("noise", () => {
  const docker = component(alloy, "loki.process.docker");
  const klog = "0131 12:00:00.000000       1 manager.go:1";
  const access = (path: string, status: number) =>
    `10.0.0.9 - - [31/Jan/2026:12:00:00 +0000] "GET ${path} HTTP/2.0" ${status} 12`;
  const cases = [
    ["traefik", access("/ping", 200), "traefik_health_check"],
    ["traefik", access("/shop", 200), "traefik_access"],
    ["traefik", access("/shop", 302), "traefik_access"],
    ["traefik", access("/shop", 404), undefined],
    ["traefik", access("/ping", 503), undefined],
    ["traefik", '{"DownstreamStatus":200,"RequestPath":"/ping"}', "traefik_health_check"],
    ["traefik", '{"DownstreamStatus":204,"RequestPath":"/shop"}', "traefik_access"],
    ["traefik", '{"DownstreamStatus":500,"RequestPath":"/shop"}', undefined],
    ["traefik", '{"level":"error","message":"Unable to obtain certificate"}', undefined],
    ["cadvisor", `I${klog}] Start housekeeping`, "cadvisor_info"],
    ["cadvisor", `W${klog}] Failed to get stats`, undefined],
    ["grafana", 'logger=context level=info msg="Request Completed"', "info"],
    ["grafana", 'logger=context level=error msg="Request Completed"', undefined],
    ["prometheus", 'time=... level=INFO msg="Head GC completed"', "info"],
    ["prometheus", 'time=... level=WARN msg="Error on ingesting"', undefined],
    ["blackbox", 'ts=... level=debug msg="Probe succeeded"', "info"],
    ["loki", 'level=info caller=metrics.go:1 query="{}"', "query_log"],
    ["loki", 'level=error caller=log.go msg="level=info"', undefined],
    [
      "loki",
      'level=error err="rpc error: desc = deletion is not available for this tenant"',
      "deletion_disabled",
    ],
    ["tempo", 'level=info msg="search response"', "query_log"],
    ["grafana-tunnel", "2026/01/31 12:00:00 opening pipe: 10.0.0.9", "tunnel_connection"],
    ["grafana-tunnel", "2026/01/31 12:00:00 error: TLS handshake error", undefined],
    ["shop", 'level=info msg="order taken"', undefined],
  ] as const;

  it.for(cases)("%s: %s", ([container, line, want], { expect }) => {
    expect(dropReason(docker, { container }, line)).toBe(want);
  });

  it("of what went well, one request in a hundred stays", ({ expect }) => {
    const stages = docker.blocks.filter(({ blocks }) => blocks.some(({ name }) => name === "stage.sampling"));
    expect(stages.map((stage) => inner(stage, "stage.sampling").attributes.get("rate"))).toEqual(["0.01"]);
  });

  const journal = component(alloy, "loki.process.journal");
  const scope = `docker-${"0f".repeat(32)}.scope`;
  const lines = [
    [
      "run-docker-runtime\\x2drunc-moby-1f-runc.2Xu.mount: Deactivated successfully.",
      "mount_of_health_check",
    ],
    [`${scope}: Consumed 1.2s CPU time.`, "mount_of_health_check"],
    [`${scope}: Failed with result 'oom-kill'.`, undefined],
    ["Failed password for root from 10.0.0.9 port 1 ssh2", undefined],
    ["filter_IN_public_REJECT: IN=eth0 OUT= SRC=10.0.0.9", undefined],
  ] as const;

  it.for(lines)("journal: %s", ([line, want], { expect }) => {
    expect(dropReason(journal, { level: "info" }, line)).toBe(want);
  });

  it("journal: nothing below info", ({ expect }) => {
    expect(dropReason(journal, { level: "debug" }, "probing")).toBe("debug");
  });
});
