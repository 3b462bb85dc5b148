import { join } from "node:path";
import { stringify } from "yaml";

/** A Loki on loopback with all that it has in a folder, ready at once. */
export function onLoopback(folder: string, port: number, grpcPort: number) {
  const loopback = "127.0.0.1";
  const schema = { from: "2024-01-01", store: "tsdb", object_store: "filesystem", schema: "v13" };
  return {
    auth_enabled: false,
    server: {
      http_listen_address: loopback,
      http_listen_port: port,
      grpc_listen_address: loopback,
      grpc_listen_port: grpcPort,
    },
    common: {
      path_prefix: folder,
      instance_addr: loopback,
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
      storage: {
        filesystem: { chunks_directory: join(folder, "chunks"), rules_directory: join(folder, "rules") },
      },
    },
    schema_config: { configs: [{ ...schema, index: { prefix: "index_", period: "24h" } }] },
    // By default it waits 15 s before it says that it is ready.
    ingester: { lifecycler: { min_ready_duration: "0s" } },
    analytics: { reporting_enabled: false },
  };
}

/** One that takes lines of any time, as many as there are. */
export function configIn(folder: string, port: number, grpcPort: number): string {
  const config = onLoopback(folder, port, grpcPort);
  return stringify({
    ...config,
    ingester: { ...config.ingester, max_chunk_age: "48h", chunk_idle_period: "48h" },
    limits_config: {
      reject_old_samples: false,
      creation_grace_period: "876000h",
      ingestion_rate_mb: 1_000,
      ingestion_burst_size_mb: 1_000,
      per_stream_rate_limit: "1GB",
      per_stream_rate_limit_burst: "1GB",
      max_query_series: 5_000,
      // Each line says its level already.
      discover_log_levels: false,
    },
  });
}
