import { type HolderRow, type Row, SCRAPED, UID } from "./wiring-row.ts";

/** Who holds keys on a remote host. */
export const agentHolders: readonly HolderRow[] = [
  { name: "otelcol", uid: UID.root, client: "otel-forwarder" },
  { name: "node-exporter", uid: UID.nobody, server: [] },
  { name: "cadvisor-tunnel", uid: UID.distroless, server: [], feature: "docker" },
  { name: "nvidia-gpu", uid: UID.nobody, server: [], feature: "gpu" },
];

/** The ports of a remote host. */
export const agentRows: readonly Row[] = [
  {
    service: "otelcol",
    port: 4317,
    network: "containers",
    publish: "loopback",
    clients: [],
    enforcement: "loopback",
  },
  {
    service: "otelcol",
    port: 4318,
    network: "containers",
    publish: "loopback",
    clients: [],
    enforcement: "loopback",
  },
  {
    service: "node-exporter",
    holder: "node-exporter",
    port: 9100,
    network: "host",
    publish: "address",
    clients: SCRAPED,
    enforcement: "web-config",
    job: "node",
  },
  {
    service: "cadvisor-tunnel",
    holder: "cadvisor-tunnel",
    port: 9443,
    network: "containers",
    at: "cadvisor",
    publish: "address",
    clients: SCRAPED,
    enforcement: "tunnel",
    job: "cadvisor",
    feature: "docker",
  },
  {
    service: "nvidia-gpu",
    holder: "nvidia-gpu",
    port: 9835,
    network: "containers",
    publish: "address",
    clients: SCRAPED,
    enforcement: "web-config",
    job: "nvidia_gpu",
    feature: "gpu",
  },
];
