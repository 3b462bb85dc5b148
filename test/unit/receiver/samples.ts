import { commonLabels } from "../../../src/alert/labels.ts";
import type { Notification, NotifiedAlert, RenderContext } from "../../../src/receiver/receiver.ts";

export const context: RenderContext = {
  externalUrl: "https://edge.example.com",
  timezone: "Europe/Berlin",
  now: Date.parse("2026-11-22T02:14:05Z"),
};

const labels = { alertname: "HighLatency", severity: "critical", cluster: "home", job: "api" };
const annotations = {
  summary: "p99 latency is high",
  description: "99 % of requests took longer than 1 s for 5 minutes.",
  runbook_url: "https://wiki.example.com/runbooks/HighLatency",
};

/** One firing alert; `more` replaces parts of it. */
export function alert(more: Partial<NotifiedAlert> = {}): NotifiedAlert {
  return {
    status: "firing",
    fingerprint: "0123456789abcdef",
    labels: { ...labels, instance: "web-1" },
    annotations,
    startsAt: "2026-11-22T02:04:05.123456789Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://bastion:9090/graph?g0.expr=latency%3E1&g0.tab=1",
    late: false,
    ...more,
  };
}

export function resolved(more: Partial<NotifiedAlert> = {}): NotifiedAlert {
  return alert({ status: "resolved", endsAt: "2026-11-22T02:12:05Z", ...more });
}

export function onInstance(instance: string, more: Partial<NotifiedAlert> = {}): NotifiedAlert {
  return alert({ labels: { ...labels, instance }, ...more });
}

export function notification(
  alerts: readonly NotifiedAlert[],
  more: Partial<Notification> = {},
): Notification {
  return {
    receiver: "chat",
    groupKey: '{}:{alertname="HighLatency"}',
    groupLabels: { alertname: "HighLatency" },
    commonLabels: commonLabels(alerts.map((one) => one.labels)),
    commonAnnotations: commonLabels(alerts.map((one) => one.annotations)),
    status: alerts.every(({ status }) => status === "resolved") ? "resolved" : "firing",
    reason: "first notification",
    alerts,
    decidedAt: context.now,
    ...more,
  };
}

/** Text that tries to ring, to link, to run, to hide and to break out. */
export const HOSTILE =
  "@everyone <!channel> <@U123> `code` ](http://evil.example) *b* _i_ ~s~ ||x|| # h\n> q\n- l\n<script>alert(1)</script>\u202egpj.exe\u200b\u0007\u001b[31m";

const many = Array.from({ length: 500 }, (_, index) => onInstance(`web-${String(index).padStart(3, "0")}`));

/** Every shape that a message to a person takes. */
export const samples: readonly { readonly name: string; readonly notification: Notification }[] = [
  { name: "one firing alert", notification: notification([alert()]) },
  {
    name: "three firing alerts that differ in instance",
    notification: notification([onInstance("web-1"), onInstance("web-2"), onInstance("web-3")]),
  },
  {
    name: "alerts with their own summaries, runbooks and sources",
    notification: notification([
      onInstance("web-1", {
        annotations: { summary: "p99 high on web-1", runbook: "https://wiki.example.com/1" },
      }),
      onInstance("web-2", {
        annotations: { summary: "p99 high on web-2", description: "Since the deploy." },
        generatorURL: "http://bastion:9090/2",
      }),
    ]),
  },
  {
    name: "one firing and one resolved",
    notification: notification([resolved(), onInstance("web-2")], { reason: "some alerts resolved" }),
  },
  {
    name: "all resolved",
    notification: notification(
      [resolved(), onInstance("web-2", { ...resolved(), labels: onInstance("web-2").labels })],
      {
        reason: "all alerts resolved",
      },
    ),
  },
  {
    name: "a firing that could not be delivered before it ended",
    notification: notification([resolved({ late: true })], { reason: "all alerts resolved" }),
  },
  {
    name: "an alert that its sender no longer renews",
    notification: notification([alert({ status: "unknown", renewedAt: "2026-11-21T14:04:05Z" })], {
      reason: "alerts not renewed",
    }),
  },
  { name: "five hundred alerts", notification: notification(many) },
  {
    name: "a warning without annotations or links",
    notification: notification([
      alert({ labels: { alertname: "DiskFull", severity: "warning" }, annotations: {}, generatorURL: "" }),
    ]),
  },
  {
    name: "hostile labels and annotations",
    notification: notification([
      alert({
        labels: { alertname: HOSTILE, severity: HOSTILE, instance: HOSTILE, "ev`il name": HOSTILE },
        annotations: { summary: HOSTILE, description: HOSTILE, runbook_url: "javascript:alert(1)" },
        generatorURL: "http://evil.example/)](x)|<script>'\"`",
        startsAt: "not <!here> a time",
      }),
      onInstance(HOSTILE, { annotations: { summary: `second ${HOSTILE}` } }),
    ]),
  },
];

/** Every text longer than any limit. */
export const huge = notification([
  alert({
    labels: { alertname: "A".repeat(4096), instance: "i".repeat(4096), path: "🔥".repeat(1024) },
    annotations: { summary: "<".repeat(8192), description: "&*_`".repeat(2048) },
    generatorURL: `http://bastion:9090/graph?g0.expr=${"x".repeat(5000)}`,
  }),
  onInstance("j".repeat(4096), {
    annotations: { summary: "s".repeat(8192), description: "d\n".repeat(4096) },
  }),
]);
