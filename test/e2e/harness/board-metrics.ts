import { allMetrics } from "../../../src/telemetry/metric-names.ts";
import { lists } from "../../repo/stack/emitted.ts";
import { StandIn } from "./stand-in.ts";

interface Shown {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** Upper ends of buckets, and how many of a hundred requests end below. */
const BELOW = { "0.005": 10, "0.05": 60, "0.5": 97, "5": 100, "+Inf": 100 } as const;

/** What boards and rules tell apart; of every other label one value is enough. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  attribute_id: ["5"],
  attribute_value_type: ["raw"],
  client: ["shop"],
  chip_name: ["coretemp", "nvme"],
  code: ["200", "404", "503"],
  entrypoint: ["websecure"],
  fstype: ["ext4"],
  handler: ["/api/v1/write"],
  health_type: ["healthy", "unhealthy"],
  mode: ["idle", "user"],
  remote: ["true", "false"],
  sampled: ["true", "false"],
  service: ["shop@docker"],
  service_name: ["shop"],
  span_kind: ["SPAN_KIND_SERVER", "SPAN_KIND_CLIENT"],
  state: ["running", "stopped", "paused", "failed"],
  status_code: ["STATUS_CODE_UNSET", "STATUS_CODE_ERROR", "200"],
  temperature_type: ["current"],
  type: ["x86_pkg_temp", "float"],
  window: ["24h", "30d"],
};

/** Gauges that cannot be 1. */
const GAUGES: Readonly<Record<string, (scrapes: number) => number>> = {
  node_filesystem_avail_bytes: (scrapes) => 1e9 - 1000 * scrapes,
  node_filesystem_size_bytes: () => 2e9,
  node_filesystem_readonly: () => 0,
};

/** Shows at /LIST what the component of that list would show under load: each scrape finds a hundred more of all. */
export function componentsUnderLoad(): Promise<StandIn> {
  const standIn = new StandIn(({ path }, index) => {
    const list = lists.find((one) => `/${one.path}` === path);
    if (list === undefined) return { status: 404 };
    const series = metricsOf(list).flatMap(({ name, type, labels }) =>
      labelSets([...labels, ...list.targets]).flatMap((set) => samples(name, type, set, index)),
    );
    return {
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4" },
      body: `${series.join("\n")}\n`,
    };
  });
  return standIn.start();
}

/** Those of the edge are partly in its list, partly in its code. */
function metricsOf({ path, metrics }: (typeof lists)[number]): readonly Shown[] {
  const listed = Object.entries(metrics).map(([name, said]) => {
    const [type = "", ...labels] = said.split(" ");
    return { name, type, labels };
  });
  return path === "farwatch.yaml" ? [...allMetrics, ...listed] : listed;
}

/** Each combination of the labels' values. */
function labelSets(labels: readonly string[]): string[][] {
  return labels.reduce<string[][]>(
    (sets, label) => {
      const pairs = (VALUES[label] ?? ["one"]).map((value) => `${label}="${value}"`);
      return sets.flatMap((set) => pairs.map((pair) => [...set, pair]));
    },
    [[]],
  );
}

function samples(name: string, type: string, set: readonly string[], scrapes: number): string[] {
  const labels = `{${set.join(",")}}`;
  if (type === "gauge") return [`${name}${labels} ${GAUGES[name]?.(scrapes) ?? 1}`];
  if (type !== "histogram") return [`${name}${labels} ${100 * scrapes}`];
  const buckets = Object.entries(BELOW).map(
    ([le, share]) => `${name}_bucket{${[...set, `le="${le}"`].join(",")}} ${share * scrapes}`,
  );
  return [...buckets, `${name}_sum${labels} ${8 * scrapes}`, `${name}_count${labels} ${100 * scrapes}`];
}
