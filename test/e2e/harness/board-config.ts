import { lists } from "../../repo/stack/emitted.ts";

/** Of node_exporter, of blackbox_exporter, and Prometheus' own. */
export interface Ports {
  readonly node: number;
  readonly prober: number;
  readonly own: number;
}

/** A host's labels as the files of targets give them. */
function target(address: string, host: string, labels: Readonly<Record<string, string>> = {}) {
  return { targets: [address], labels: { host, instance: `${host}.lab:0`, ...labels } };
}

/** Probes are real ones. Of the other real ones there are stand-ins too: newer, with sensors, with disks that fill. */
const REAL = ["blackbox.yaml"];

/** Under which job the list of a component is scraped, where it is not its own name. */
const JOBS: Readonly<Record<string, string>> = { node_exporter: "node" };

/** What Prometheus scrapes: `components` at a path for each list, `secure` by TLS. */
export function configOf({ node, prober, own }: Ports, components: string, secure: string) {
  const { host } = new URL(components);
  const standIns = lists
    .filter(({ path }) => !REAL.includes(path))
    .map(({ path }) => {
      const name = path.replace(".yaml", "");
      return {
        job_name: `${name}-stand-in`,
        metrics_path: `/${path}`,
        static_configs: [target(host, "monster", { job: JOBS[name] ?? name })],
      };
    });
  const real = [
    { job_name: "node", static_configs: [target(`127.0.0.1:${node}`, "bastion"), down("bastion")] },
    { job_name: "prometheus", static_configs: [target(`127.0.0.1:${own}`, "bastion")] },
    { job_name: "blackbox_exporter", static_configs: [target(`127.0.0.1:${prober}`, "bastion")] },
    probed("shop", `http://127.0.0.1:${own}/-/healthy`, prober),
    probed("grafana", secure, prober),
    probed("wiki", `http://127.0.0.1:${own}/gone`, prober),
  ];
  return {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["rules/*.yaml"],
    scrape_configs: [...real, ...standIns],
  };
}

/** Where nobody listens. */
function down(host: string) {
  return target("127.0.0.1:1", host, { instance: `${host}.lab:1` });
}

function probed(service: string, address: string, prober: number) {
  const labels = { job: "blackbox", module: "http_2xx", service, instance: address };
  return {
    job_name: `blackbox-${service}`,
    metrics_path: "/probe",
    params: { module: ["http_2xx"], target: [address] },
    static_configs: [target(`127.0.0.1:${prober}`, "bastion", labels)],
  };
}
