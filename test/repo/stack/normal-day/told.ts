import type { IncomingAlert } from "../../../../src/alert/incoming.ts";
import type { Labels } from "../../../../src/alert/labels.ts";
import type { Config, ReceiverKindConfig } from "../../../../src/config/config.ts";
import { loadConfig } from "../../../../src/config/load.ts";
import type { NotifiedAlert } from "../../../../src/receiver/receiver.ts";
import { receiverKinds } from "../../../../src/receiver/receivers.ts";
import {
  config,
  firing,
  MINUTE,
  resolved,
  Simulation,
  START,
  type Told,
} from "../../../unit/router/simulation.ts";
import { textOf } from "../../source.ts";
import type { Moment } from "./replay.ts";

/** A webhook that arrives. */
export interface Post {
  readonly at: number;
  readonly groupKey: string;
  readonly alerts: readonly IncomingAlert[];
}

/** What Prometheus posts after each evaluation: all that fires, and what has just ended. */
export function postsOf(moments: readonly Moment[]): readonly Post[] {
  const since = new Map<string, { labels: Labels; startsAt: number }>();
  return moments.map(({ minute, firing: now }) => {
    const at = START + minute * MINUTE;
    const keys = new Set(now.map(keyOf));
    const ended = [...since].filter(([key]) => !keys.has(key));
    for (const [key] of ended) since.delete(key);
    for (const labels of now) {
      if (!since.has(keyOf(labels))) since.set(keyOf(labels), { labels, startsAt: at });
    }
    const alerts = [
      ...[...since.values()].map(({ labels, startsAt }) => firing(labels, startsAt)),
      ...ended.map(([, { labels, startsAt }]) => resolved(labels, startsAt, at)),
    ];
    return { at, groupKey: "{}", alerts };
  });
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Lets a router with this configuration take the posts, each at its time, and says what it tells. */
export function tell(routing: Config, posts: readonly Post[]): readonly Told[] {
  // Without heartbeats and probes of its own: what is told here comes from the rules.
  const simulation = new Simulation({ ...routing, edge: config().edge });
  for (const { at, groupKey, alerts } of posts) {
    simulation.advance(at - simulation.now);
    simulation.post(alerts, { groupKey });
  }
  simulation.advance(60 * MINUTE);
  return simulation.told;
}

/** What one router tells to a webhook is what the next one is posted. */
export function passedOn(told: readonly Told[]): readonly Post[] {
  return told
    .filter(({ integration }) => integration.includes("/webhook/"))
    .map(({ at, notification: { groupKey, alerts } }) => ({
      at,
      groupKey,
      alerts: alerts.map(incoming),
    }));
}

function incoming({ status, labels, startsAt, endsAt }: NotifiedAlert): IncomingAlert {
  const start = Date.parse(startsAt);
  return status === "resolved" ? resolved(labels, start, Date.parse(endsAt)) : firing(labels, start);
}

/** Alertmanager's receivers are not all the edge's; of them only who is told matters here. */
const anyKind = ["webhook", "email", "discord", "slack", "pagerduty", "pushover", "telegram", "opsgenie"].map(
  (kind): ReceiverKindConfig => ({
    kind,
    key: `${kind}_configs`,
    resolve: () => ({ settings: {}, sendResolved: true, secrets: [], issues: [] }),
  }),
);

export const ALERTMANAGER = "compose/alertmanager/alertmanager.yml";

export function alertmanagerRouting(): Config {
  return load(ALERTMANAGER, anyKind);
}

export function edgeRouting(): Config {
  return load("config/routing.yaml", receiverKinds);
}

function load(path: string, kinds: readonly ReceiverKindConfig[]): Config {
  const { config: loaded, diagnostics } = loadConfig({ routing: { name: path, text: textOf(path) } }, kinds);
  if (loaded === undefined) throw new Error(JSON.stringify(diagnostics));
  return loaded;
}

export interface Message {
  readonly receiver: string;
  readonly alertnames: readonly string[];
  /** For whoever has to find out why there are so many. */
  readonly text: string;
}

/** What people's receivers got: a group told once is one message, by however many integrations, its end another. */
export function messagesOf(told: readonly Told[]): readonly Message[] {
  const messages = told.map(({ notification: { receiver, groupKey, reason, decidedAt, alerts } }) => {
    const alertnames = distinct(alerts, "alertname");
    const time = new Date(decidedAt).toISOString().slice(11, 16);
    const text = `${time} ${receiver}: ${alertnames.join()} of ${distinct(alerts, "host").join()} (${reason})`;
    return [`${receiver} ${groupKey} ${decidedAt}`, { receiver, alertnames, text }] as const;
  });
  return [...new Map(messages).values()];
}

function distinct(alerts: readonly NotifiedAlert[], label: string): readonly string[] {
  return [...new Set(alerts.flatMap(({ labels }) => labels[label] ?? []))];
}
