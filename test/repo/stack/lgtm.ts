import { textOf } from "../source.ts";
import { parseAlloy } from "./alloy.ts";
import { yamlOf } from "./value.ts";

export const loki = yamlOf("compose/loki/loki.yaml");
export const tempo = yamlOf("compose/tempo/tempo.yaml");
export const otelcol = yamlOf("compose/otelcol/config.yaml");
export const alloy = parseAlloy(textOf("compose/alloy/config.alloy"));

export const documents = { loki, tempo, otelcol };

/** A key that a release has removed, or that never did what it says. */
export interface Forbidden {
  readonly document: keyof typeof documents;
  /** One segment may be `*`. */
  readonly path: string;
  readonly reason: string;
}

export const forbidden: readonly Forbidden[] = [
  { document: "loki", path: "storage_config.*.shared_store", reason: "removed in 3.0: the schema decides" },
  { document: "loki", path: "compactor.shared_store", reason: "removed in 3.0: delete_request_store" },
  { document: "loki", path: "chunk_store_config.max_look_back_period", reason: "removed in 3.0" },
  { document: "loki", path: "limits_config.enforce_metric_name", reason: "removed in 3.0" },
  { document: "loki", path: "table_manager", reason: "the compactor keeps the retention of tsdb" },
  { document: "loki", path: "ruler.remote_write.client", reason: "deprecated: clients" },
  { document: "tempo", path: "ingester", reason: "removed in 3.0: live_store; the start fails" },
  { document: "tempo", path: "ingester_client", reason: "removed in 3.0" },
  { document: "tempo", path: "compactor", reason: "removed in 3.0: backend_scheduler and backend_worker" },
  { document: "tempo", path: "metrics_generator_client", reason: "removed in 3.0" },
  { document: "tempo", path: "metrics_generator_enabled", reason: "removed in 2.0" },
  { document: "tempo", path: "metrics_generator.processor.local_blocks", reason: "removed in 3.0" },
  {
    document: "tempo",
    path: "metrics_generator.traces_storage",
    reason: "removed in 3.0, with local-blocks",
  },
  { document: "tempo", path: "overrides.*_*", reason: "flat overrides: 3.0 refuses to start" },
  { document: "tempo", path: "query_frontend.search.max_search_duration", reason: "is an override only" },
  { document: "tempo", path: "*.compaction.max_compaction_objects", reason: "deprecated: max_block_bytes" },
  { document: "tempo", path: "querier.query_live_store", reason: "removed in 3.0" },
  { document: "otelcol", path: "exporters.otlp", reason: "alias, deprecated in 0.144: otlp_grpc" },
  { document: "otelcol", path: "exporters.otlphttp", reason: "alias, deprecated in 0.144: otlp_http" },
  { document: "otelcol", path: "exporters.logging", reason: "removed in 0.111: debug" },
  { document: "otelcol", path: "receivers.filelog", reason: "alias, deprecated: file_log" },
  { document: "otelcol", path: "service.telemetry.metrics.address", reason: "removed in 0.123: readers" },
  { document: "otelcol", path: "service.telemetry.resource.service.name", reason: "deprecated: attributes" },
];

/** Whether the path of a leaf lies at or under the forbidden one; a component of a collector may have a name: `otlp/x`. */
export function isUnder(path: string, forbiddenPath: string): boolean {
  const pattern = forbiddenPath.replaceAll(".", "\\.").replaceAll("*", "[^.]*");
  return new RegExp(`^${pattern}(/[^.]*)?(\\.|$)`).test(path);
}
