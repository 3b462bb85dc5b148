import { describe, it } from "vitest";
import { textOf } from "../source.ts";
import { component, inner } from "./alloy.ts";
import { alloy, loki, otelcol, tempo } from "./lgtm.ts";
import { at, leaves } from "./value.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const THIRTY_DAYS_S = 30 * 86_400;

describe("queues", () => {
  const exporters = alloy.filter(({ name }) => name.startsWith("otelcol.exporter."));

  it("Alloy has one way out for each signal", ({ expect }) => {
    expect(exporters.map(({ label }) => label)).toEqual(["tempo", "loki", "prometheus"]);
  });

  it.for(exporters)(
    "Alloy's queue to $label is on the disk, bounded, and never gives up",
    (exporter, { expect }) => {
      const queue = inner(exporter, "sending_queue").attributes;
      expect(queue.get("storage")).toBe("otelcol.storage.file.queue.handler");
      expect([queue.get("sizer"), queue.get("num_consumers")]).toEqual(['"bytes"', "1"]);
      expect(Number(queue.get("queue_size"))).toBe(GIB);
      expect(inner(exporter, "retry_on_failure").attributes.get("max_elapsed_time")).toBe('"0s"');
    },
  );

  it.for(exporters)(
    "what Alloy sends $label at once fits into the smallest limit of its receiver",
    (exporter, { expect }) => {
      const batch = inner(exporter, "sending_queue", "batch").attributes;
      expect([batch.get("sizer"), batch.get("flush_timeout")]).toEqual(['"bytes"', '"200ms"']);
      // gRPC servers take 4 MiB; a push that is greater than a rate limit's burst is refused for ever.
      expect(Number(batch.get("max_size"))).toBeLessThanOrEqual(MIB);
      expect(Number(at(tempo, "overrides.defaults.ingestion.burst_size_bytes"))).toBeGreaterThan(4 * MIB);
      expect(Number(at(loki, "limits_config.ingestion_burst_size_mb"))).toBeGreaterThan(4);
    },
  );

  it("Alloy's queues survive a power cut and give their disk back", ({ expect }) => {
    const storage = component(alloy, "otelcol.storage.file.queue");
    expect(storage.attributes.get("fsync")).toBe("true");
    const compaction = inner(storage, "compaction").attributes;
    expect([compaction.get("on_start"), compaction.get("on_rebound")]).toEqual(["true", "true"]);
  });

  it("only logs wait for room: their sources can be read again", ({ expect }) => {
    const waiting = exporters.filter((exporter) =>
      inner(exporter, "sending_queue").attributes.has("block_on_overflow"),
    );
    expect(waiting.map(({ label }) => label)).toEqual(["loki"]);
  });

  it("an agent's queue is on the disk, bounded, and never gives up", ({ expect }) => {
    expect(at(otelcol, "exporters.otlp_grpc/bastion.retry_on_failure.max_elapsed_time")).toBe("0s");
    expect(at(otelcol, "exporters.otlp_grpc/bastion.sending_queue")).toEqual({
      storage: "file_storage/queue",
      sizer: "bytes",
      queue_size: GIB,
      block_on_overflow: true,
      num_consumers: 1,
      batch: { flush_timeout: "200ms", sizer: "bytes", min_size: 65_536, max_size: MIB },
    });
    expect(at(otelcol, "extensions.file_storage/queue")).toMatchObject({
      directory: "/var/lib/otelcol/queue",
      fsync: true,
      compaction: { on_start: true, on_rebound: true, directory: "/var/lib/otelcol/queue" },
    });
  });

  it("what an agent reads itself is read again until it is taken", ({ expect }) => {
    const receivers = ["journald", "file_log/docker"];
    for (const receiver of receivers) {
      expect(at(otelcol, `receivers.${receiver}.retry_on_failure`)).toEqual({
        enabled: true,
        max_elapsed_time: "0s",
      });
      expect(at(otelcol, `receivers.${receiver}.storage`)).toBe("file_storage/cursors");
    }
  });

  it("every extension, receiver, processor and exporter of the agent is in use", ({ expect }) => {
    const used = new Set(leaves(at(otelcol, "service")).map(([, value]) => value));
    const defined = ["extensions", "receivers", "processors", "exporters"].flatMap((kind) =>
      Object.keys(Object(at(otelcol, kind))),
    );
    expect(defined.filter((name) => !used.has(name))).toEqual([]);
  });

  it("memory is limited before anything else is done", ({ expect }) => {
    const pipelines = Object.values(Object(at(otelcol, "service.pipelines")));
    expect(pipelines.map((pipeline) => at(pipeline, "processors.0"))).toEqual(
      pipelines.map(() => "memory_limiter"),
    );
    const { blocks } = component(alloy, "otelcol.receiver.otlp.default");
    const output = blocks.find(({ name }) => name === "output");
    expect([...new Set(output?.attributes.values())]).toEqual([
      "[otelcol.processor.memory_limiter.default.input]",
    ]);
  });
});

describe("what thirty days take", () => {
  it("logs, compressed fourfold, fit into 100 GB", ({ expect }) => {
    const rate = Number(at(loki, "limits_config.ingestion_rate_mb")) * MIB;
    expect(at(loki, "limits_config.retention_period")).toBe("720h");
    expect((rate * THIRTY_DAYS_S) / 4).toBeLessThan(100e9);
    expect((rate * THIRTY_DAYS_S) / 4).toBeGreaterThan(90e9);
  });

  it("traces, halved in their blocks, fit into 20 GB", ({ expect }) => {
    const rate = Number(at(tempo, "overrides.defaults.ingestion.rate_limit_bytes"));
    expect((rate * THIRTY_DAYS_S) / 2).toBeLessThan(20e9);
    expect((rate * THIRTY_DAYS_S) / 2).toBeGreaterThan(18e9);
  });

  const retentions = [
    "backend_worker.compaction.block_retention",
    "backend_scheduler.provider.compaction.compaction.block_retention",
    "overrides.defaults.compaction.block_retention",
  ];

  it.for(retentions)("Tempo's %s is thirty days", (path, { expect }) => {
    expect(at(tempo, path)).toBe("720h");
  });

  it("Loki deletes by age and by nobody's request", ({ expect }) => {
    expect(at(loki, "compactor")).toMatchObject({
      retention_enabled: true,
      delete_request_store: "filesystem",
    });
    expect(at(loki, "limits_config.deletion_mode")).toBe("disabled");
  });

  it("a search reaches as far back as traces are kept", ({ expect }) => {
    expect(at(tempo, "query_frontend.search.max_duration")).toBe("0s");
    expect(at(loki, "limits_config.max_query_lookback")).toBe("720h");
  });

  it("the pages beside the files tell the same sums", ({ expect }) => {
    expect(textOf("compose/loki/README.md")).toContain("0.14 MiB/s");
    expect(textOf("compose/tempo/README.md")).toContain("15,000 bytes/s");
  });
});

describe("traces", () => {
  it("spans are counted before they are sampled, once", ({ expect }) => {
    const traces = inner(component(alloy, "otelcol.processor.transform.host"), "output").attributes.get(
      "traces",
    );
    expect(traces).toContain("otelcol.connector.spanmetrics.default.input");
    expect(traces).toContain("otelcol.processor.tail_sampling.default.input");
    expect(at(tempo, "overrides.defaults.metrics_generator.processors")).toEqual(["service-graphs"]);
  });

  it("errors, slow traces and one in a hundred are kept", ({ expect }) => {
    const sampling = component(alloy, "otelcol.processor.tail_sampling.default");
    const policies = sampling.blocks.filter(({ name }) => name === "policy");
    const told = policies.map(({ attributes, blocks }) => [
      attributes.get("type"),
      Object.fromEntries(blocks[0]?.attributes ?? []),
    ]);
    expect(told).toEqual([
      ['"status_code"', { status_codes: '["ERROR"]' }],
      ['"latency"', { threshold_ms: "500" }],
      ['"probabilistic"', { sampling_percentage: "1" }],
    ]);
    expect(sampling.attributes.get("decision_wait")).toBe('"5s"');
  });

  it("the names and buckets of span metrics are those that the rules ask for", ({ expect }) => {
    const connector = component(alloy, "otelcol.connector.spanmetrics.default");
    expect(connector.attributes.get("namespace")).toBe('"traces.span.metrics"');
    expect(inner(connector, "histogram").attributes.get("unit")).toBe('"s"');
    expect(inner(connector, "histogram", "explicit").attributes.get("buckets")).toContain('"500ms"');
    expect(inner(connector, "exemplars").attributes.get("enabled")).toBe("true");
  });
});
