import { bracketed } from "./address.ts";
import type { Inventory, Target } from "./inventory.ts";
import { hostFolder, type Rendered, yamlFile } from "./rendered.ts";
import { type Endpoint, endpoints } from "./wiring.ts";
import { WIRED_JOBS } from "./wiring-names.ts";

/** One group of Prometheus's file service discovery. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** The module by which blackbox_exporter finishes a handshake with its client certificate, and asks nothing. */
export const CERTIFICATE_MODULE = "tcp_mtls";

/** A file of targets for every scrape job, empty ones included: a job without its file would be a typo unseen. */
export function renderTargets(inventory: Inventory): readonly Rendered[] {
  const folder = `${hostFolder(inventory.bastion.name)}/prometheus/targets`;
  return [...targetGroups(inventory)].map(([job, groups]) => yamlFile(`${folder}/${job}.yaml`, groups));
}

/** Job to its groups, in the order of the wiring. */
export function targetGroups(inventory: Inventory): ReadonlyMap<string, readonly TargetGroup[]> {
  const all = endpoints(inventory);
  return new Map([
    ...[...WIRED_JOBS].map(
      (job) => [job, all.filter((endpoint) => endpoint.job === job).map(groupOf)] as const,
    ),
    ["blackbox", [...serviceGroups(inventory), ...certificateGroups(all)]],
    ["targets", inventory.targets.map((target) => furtherGroup(inventory, target))],
  ]);
}

function groupOf({ dial, instance, host }: Endpoint): TargetGroup {
  return { targets: [dial], labels: { instance, host } };
}

function serviceGroups({ services }: Inventory): readonly TargetGroup[] {
  return services.map(({ name, host, url, module }) => ({
    targets: [url],
    labels: { module, host, service: name },
  }));
}

/** One look at each server certificate, at the first port that shows it to blackbox_exporter. */
function certificateGroups(all: readonly Endpoint[]): readonly TargetGroup[] {
  const seen = new Set<string>();
  return all.flatMap(({ host, holder, service, dial, clients }) => {
    const key = `${host}/${holder}`;
    if (holder === undefined || !clients.includes("blackbox") || seen.has(key)) return [];
    seen.add(key);
    return [{ targets: [dial], labels: { module: CERTIFICATE_MODULE, host, service } }];
  });
}

/** A label `job` in a target takes the place of the job's own name, as scheme, path and query do. */
function furtherGroup({ domain, bastion, agents }: Inventory, target: Target): TargetGroup {
  const { job, host, port, scheme, path } = target;
  const { address } = [bastion, ...agents].find(({ name }) => name === host) ?? bastion;
  const { pathname, searchParams } = new URL(path, "http://target");
  const query = [...searchParams].map(([name, value]) => [`__param_${name}`, value]);
  return {
    targets: [`${bracketed(address)}:${port}`],
    labels: {
      instance: `${host}.${domain}:${port}`,
      host,
      job,
      __scheme__: scheme,
      __metrics_path__: pathname,
      ...Object.fromEntries(query),
    },
  };
}
