import type { Finding } from "./finding.ts";
import { lets, type Selector, selectorsIn } from "./selectors.ts";

/** What the checked-in files ask of Prometheus. */
export interface Watching {
  /** `job_name` of each scrape config. */
  readonly scraped: ReadonlySet<string>;
  /** Expressions of all panels. */
  readonly panels: readonly string[];
  /** Expressions of all alerts. */
  readonly alerts: readonly string[];
  readonly modules: ReadonlySet<string>;
}

/** How the metrics of a job begin that has such of its own, for expressions that do not name the job. */
const PREFIXES: ReadonlyMap<string, RegExp> = new Map([
  ["node", /^node_/],
  ["cadvisor", /^container_/],
  ["nvidia_gpu", /^nvidia_smi_/],
  ["smartctl", /^smartctl_/],
  ["prometheus", /^prometheus_/],
  ["alertmanager", /^alertmanager_/],
  ["loki", /^loki_/],
  ["tempo", /^tempo_/],
  ["alloy", /^alloy_/],
  ["grafana", /^grafana_/],
  ["traefik", /^traefik_/],
  ["blackbox_exporter", /^blackbox_/],
  ["blackbox", /^probe_/],
  ["ghostunnel", /^ghostunnel_/],
  ["docker", /^engine_/],
  ["farwatch", /^farwatch_/],
  ["otelcol", /^otelcol_/],
]);

/** Prometheus writes them for every target, whatever the target says. */
const OF_EVERY_TARGET = /^(?:up|scrape_[a-z_]+)$/;

/** Whether a selector takes in series of that job. */
export function selects({ metric, matchers }: Selector, job: string): boolean {
  const ofJob = matchers.filter(({ label }) => label === "job");
  if (!ofJob.every((matcher) => lets(matcher, job))) return false;
  const isNamed = ofJob.some(({ operator }) => operator === "=" || operator === "=~");
  if (metric === undefined) return isNamed;
  return isNamed || OF_EVERY_TARGET.test(metric) || PREFIXES.get(job)?.test(metric) === true;
}

/** A job of the inventory, and the scrape config that brings it; undefined when it is pushed. */
export interface WantedJob {
  readonly job: string;
  readonly scrapedBy?: string;
}

/** Jobs of the inventory that nobody scrapes, shows or watches. */
export function uncovered(jobs: readonly WantedJob[], watching: Watching): readonly Finding[] {
  const [shown, watched] = [watching.panels, watching.alerts].map((all) => all.flatMap(selectorsIn));
  const isSelected = (selectors: readonly Selector[] | undefined, job: string) =>
    selectors?.some((selector) => selects(selector, job)) === true;
  return jobs.flatMap(({ job, scrapedBy }) => [
    ...(scrapedBy === undefined || watching.scraped.has(scrapedBy) ? [] : [withoutTarget(job, scrapedBy)]),
    ...(isSelected(shown, job) ? [] : [withoutPanel(job)]),
    ...(isSelected(watched, job) ? [] : [withoutAlert(job)]),
  ]);
}

function withoutTarget(job: string, scrapedBy: string): Finding {
  return {
    where: "compose/prometheus/prometheus.yml",
    what: `job "${job}" of the inventory is not scraped`,
    todo: `add a scrape config "${scrapedBy}" that reads targets/${scrapedBy}.yaml`,
  };
}

function withoutPanel(job: string): Finding {
  return {
    where: "compose/grafana/dashboards",
    what: `no panel shows job "${job}"`,
    todo: `add one with an expression on {job="${job}"}`,
  };
}

function withoutAlert(job: string): Finding {
  return {
    where: "compose/prometheus/rules",
    what: `no alert watches job "${job}"`,
    todo: `add one with an expression on {job="${job}"}`,
  };
}
