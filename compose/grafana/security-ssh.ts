import { PanelBuilder as LogsPanel } from "@grafana/grafana-foundation-sdk/logs";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { latest, loki, steps, unjudged } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { counted, countedOnce, lines as linesOf, ranking } from "./loki-query.ts";
import { graph, shown, stat } from "./panel.ts";

/** Lines of sshd, as the rule SSHBruteForce finds them: what failed, and ends of those who did not get in. */
const SSHD = '{host=~"$host", unit=~`sshd?(@.*)?\\.service`}';
const FAILED = `${SSHD} |~ \`^Failed \\S+ for \``;
const TURNED_AWAY = `${SSHD} |~ \`^(Connection (closed|reset) by|Disconnect(ed from|ing)) (authenticating|invalid) user \` or \`^drop connection #\\d+ from .+ penalty: failed authentication\``;
const ACCEPTED = `${SSHD} |~ \`^Accepted \\S+ for \``;

const toSshd = toLogs("Its lines", `{host=\`${label("host")}\`, unit=~\`sshd?(@.*)?\\.service\`}`);
const toHost = toBoard("Its machine", "infrastructure", { host: label("host") });
const ofStat = { unit: units.Short, size: [8, 5], source: loki, links: [toSshd, toHost] } as const;

export function failedCount() {
  return stat({
    ...ofStat,
    title: "Failed logins",
    description:
      "Attempts by SSH in the time shown that ended without a login: by password, or before one was asked for.",
    thresholds: steps("green", { value: 1, color: "orange" }, { value: 1000, color: "red" }),
    queries: [
      countedOnce(`sum(count_over_time(${FAILED} [$__range]))`, "by password"),
      countedOnce(`sum(count_over_time(${TURNED_AWAY} [$__range]))`, "turned away"),
    ],
  }).noValue("0");
}

export function acceptedCount() {
  return stat({
    ...ofStat,
    title: "Logins",
    description: "Logins by SSH in the time shown. Each should be one of yours.",
    thresholds: unjudged,
    queries: [countedOnce(`sum by (host) (count_over_time(${ACCEPTED} [$__range]))`, "{{host}}")],
  }).noValue("0");
}

export function open() {
  return stat({
    title: "Open logins",
    description: "People who are logged in from elsewhere now, by systemd-logind's count.",
    unit: units.Short,
    size: [8, 5],
    thresholds: unjudged,
    queries: [latest('sum by (host) (node_logind_sessions{host=~"$host", remote="true"})', "{{host}}")],
    links: [toSshd, toHost],
  }).noValue("0");
}

export function failed() {
  const perMinute = (expr: string) => `60 * sum by (host) (rate(${expr} [$__auto]))`;
  return graph({
    title: "Failed logins a minute",
    description:
      "By host, averaged over each step. More than five in any minute is an alert; zoom in to see minutes.",
    unit: units.Short,
    size: [12, 9],
    source: loki,
    alerts: ["SSHBruteForce"],
    thresholds: steps("green", { value: 5, color: "red" }),
    queries: [
      counted(perMinute(FAILED), "{{host}} by password"),
      counted(perMinute(TURNED_AWAY), "{{host}} turned away"),
    ],
    links: [toSshd, toHost],
  })
    .min(0)
    .noValue("none");
}

export function accepted() {
  const who = "| regexp `^Accepted (?P<method>\\S+) for (?P<user>\\S+) from (?P<address>\\S+) `";
  return ranking({
    title: "Who logged in",
    description:
      "Logins of the time shown by user, address and method. A password, or an address you do not know, is bad news.",
    unit: units.Short,
    size: [12, 9],
    thresholds: unjudged,
    queries: [
      countedOnce(
        `sort_desc(topk(10, sum by (host, user, address, method) (count_over_time(${ACCEPTED} ${who} [$__range]))))`,
        "{{user}} from {{address}} at {{host}} by {{method}}",
      ),
    ],
    links: [toSshd],
  });
}

export function sources() {
  const from = "| regexp `(from|by|user \\S+) (?P<address>[0-9a-f]+[.:][0-9a-f.:]+) port ` | address!=`` ";
  return ranking({
    title: "Where failed logins come from",
    description:
      "The ten addresses with most attempts in the time shown. A single one can be blocked by the firewall.",
    unit: units.Short,
    size: [12, 9],
    thresholds: steps("yellow", { value: 100, color: "orange" }, { value: 1000, color: "red" }),
    queries: [
      countedOnce(
        `sort_desc(topk(10, sum by (address) (count_over_time(${SSHD} |~ \`^(Failed \\S+ for |(Connection (closed|reset) by|Disconnect(ed from|ing)) (authenticating|invalid) user )\` ${from} [$__range]))))`,
        "{{address}}",
      ),
    ],
    links: [toLogs("Its lines", `{unit=~\`sshd?(@.*)?\\.service\`} |= \`${label("address")} \``)],
  });
}

export function lines() {
  return shown(new LogsPanel(), {
    title: "Lines of sshd",
    description: "The newest of the chosen hosts: who came, how, and what became of it.",
    size: [12, 9],
    source: loki,
    queries: [
      linesOf(`${SSHD} |~ \`^(Accepted|Failed|Connection|Disconnect|Invalid user|drop connection)\``),
    ],
  })
    .showTime(true)
    .enableLogDetails(true);
}
