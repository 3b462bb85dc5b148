import type { Notification } from "../src/receiver/receiver.ts";

const STARTED = "2026-11-22T02:58:11.482Z";

function disk(instance: string, percent: number, status: "firing" | "resolved" = "firing") {
  return {
    status,
    fingerprint: "",
    labels: { alertname: "DiskFull", severity: "critical", job: "node", mountpoint: "/var", instance },
    annotations: {
      summary: `/var on ${instance} is ${percent} % full`,
      description: "At the rate of the last hour it is full by 05:40.",
      runbook_url: "https://farwatch.example.org/runbooks/DiskFull",
    },
    startsAt: STARTED,
    endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : "2026-11-22T03:02:11.482Z",
    generatorURL: "https://prometheus.example.org/graph?g0.expr=disk",
    late: false,
  };
}

/** What the pictures of the README show. */
export const sample: Notification = {
  receiver: "pager",
  groupKey: '{}/{severity="critical"}:{alertname="DiskFull"}',
  groupLabels: { alertname: "DiskFull" },
  commonLabels: { alertname: "DiskFull", severity: "critical", job: "node", mountpoint: "/var" },
  commonAnnotations: {},
  status: "firing",
  reason: "new alerts added",
  alerts: [disk("nas-1", 97), disk("nas-2", 94), disk("web-1", 91, "resolved")],
  decidedAt: Date.parse("2026-11-22T03:04:05Z"),
};

export const sampleContext = {
  externalUrl: "https://farwatch.example.org",
  timezone: "Europe/Berlin",
  now: Date.parse("2026-11-22T03:04:05Z"),
};
