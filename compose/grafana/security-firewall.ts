import * as units from "@grafana/grafana-foundation-sdk/units";
import { loki, steps, unjudged } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { counted, countedOnce, ranking } from "./loki-query.ts";
import { graph } from "./panel.ts";

/** firewalld's prefixes, in lines of the kernel, as the rule FirewallFlood finds them. */
const BLOCKED =
  '{host=~"$host", transport=`kernel`} |~ `(filter_\\S+_(REJECT|DROP)|FINAL_REJECT|STATE_INVALID_DROP|rpfilter_DROP): `';

const toKernel = toLogs("Its lines", `{host=\`${label("host")}\`, transport=\`kernel\`}`);
const links = [toKernel, toBoard("Its machine", "infrastructure", { host: label("host") })];

export function blocks() {
  return graph({
    title: "Blocked packets a minute",
    description:
      "By host, averaged over each step. Only with firewalld's LogDenied on. More than 100 is an alert.",
    unit: units.Short,
    size: [12, 8],
    source: loki,
    alerts: ["FirewallFlood"],
    thresholds: steps("green", { value: 100, color: "orange" }),
    queries: [counted(`60 * sum by (host) (rate(${BLOCKED} [$__auto]))`, "{{host}}")],
    links,
  })
    .min(0)
    .noValue("none");
}

export function zones() {
  const zone = "| regexp `filter_(IN|FWD)_(?P<zone>[^_]+)_(?P<verdict>REJECT|DROP): `";
  return graph({
    title: "Blocked by zone",
    description:
      "Packets a minute by zone or policy of firewalld. What no zone took has none: FINAL_REJECT and others.",
    unit: units.Short,
    size: [12, 8],
    source: loki,
    thresholds: unjudged,
    queries: [
      counted(
        `60 * sum by (host, zone, verdict) (rate(${BLOCKED} ${zone} [$__auto]))`,
        "{{host}} {{zone}} {{verdict}}",
      ),
    ],
    links,
  })
    .min(0)
    .noValue("none");
}

export function addresses() {
  return ranking({
    ...ofRanking("SRC=(?P<address>\\S+)", "address", "{{address}}"),
    title: "Addresses blocked most",
    description:
      "The ten with most packets turned away in the time shown. One from your own net is a device that is lost.",
    links: [toLogs("Its lines", `{transport=\`kernel\`} |= \`SRC=${label("address")} \``)],
  });
}

export function ports() {
  return ranking({
    ...ofRanking("PROTO=(?P<protocol>\\S+).* DPT=(?P<port>\\d+)", "protocol, port", "{{protocol}} {{port}}"),
    title: "Ports knocked at most",
    description: "The ten that most packets turned away were for in the time shown: what somebody looks for.",
    links: [toLogs("Its lines", `{transport=\`kernel\`} |= \`DPT=${label("port")} \``)],
  });
}

function ofRanking(pattern: string, by: string, legend: string) {
  const parted = `| regexp \`${pattern}\` | ${by.replace(/^.*, /, "")}!=\`\``;
  const all = `sum by (${by}) (count_over_time(${BLOCKED} ${parted} [$__range]))`;
  return {
    unit: units.Short,
    size: [12, 8],
    thresholds: steps("yellow", { value: 100, color: "orange" }, { value: 10_000, color: "red" }),
    queries: [countedOnce(`sort_desc(topk(10, ${all}))`, legend)],
  } as const;
}
