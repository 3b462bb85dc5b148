import { startAlertmanager } from "../test/e2e/harness/alertmanager.ts";
import { childrenOf } from "../test/e2e/harness/child.ts";
import { type EdgeProcess, startEdgeProcess } from "../test/e2e/harness/edge.ts";
import type { Scene } from "../test/e2e/harness/scene.ts";
import type { Target } from "./load.ts";
import type { Sink } from "./sink.ts";

/** Who takes alerts on POST /api/v2/alerts and tells the sink. */
export interface Contestant {
  readonly target: Target;
  /** Where it takes silences. */
  readonly silences: Target;
  /** The path of the sink under which it tells. */
  readonly told: string;
  /** Its processes. */
  pids(): Promise<readonly number[]>;
  /** Notifications that are told and not written yet. */
  outbox(): Promise<number>;
}

export interface Edge extends Contestant {
  readonly process: EdgeProcess;
}

const ALERTS = { path: "/api/v2/alerts", method: "POST" } as const;
const SILENCES = { path: "/api/v2/silences", method: "POST" } as const;

/** Both read this file: each alert is a group of its own, told at once. */
function routing(url: string, groupInterval = "5m"): string {
  return `
route:
  receiver: sink
  group_by: [alertname, instance]
  group_wait: 0s
  group_interval: ${groupInterval}
  repeat_interval: 4h
receivers: [{ name: sink, webhook_configs: [{ url: "${url}", send_resolved: true }] }]
`;
}

let started = 0;

export interface EdgeChoice {
  /** In the place of `farwatch start`. */
  readonly program?: readonly string[];
  readonly groupInterval?: string;
  /** Text of edge.yaml. */
  readonly edge?: string;
}

/** The local edge as `npm start` runs it, called with a client certificate. */
export async function startFarwatch(scene: Scene, sink: Sink, choice: EdgeChoice = {}): Promise<Edge> {
  started += 1;
  const told = `/farwatch-${started}`;
  const process = await startEdgeProcess(scene, {
    routing: routing(`${sink.url}${told}`, choice.groupInterval),
    state: `bench-${started}`,
    edge: choice.edge ?? "",
    allowPrivate: true,
    ...(choice.program === undefined ? {} : { program: choice.program }),
  });
  const scraper = await scene.add(process.as("prometheus"));
  const { url } = process;
  return {
    target: { ...ALERTS, url, credentials: await process.credentials("prometheus") },
    silences: { ...SILENCES, url, credentials: await process.credentials("operator") },
    told,
    process,
    pids: async () => [process.pid, ...(await childrenOf(process.pid, "workerd"))],
    outbox: () => scraper.metric("farwatch_outbox_depth"),
  };
}

/** The real Alertmanager, without gossip, called in plain HTTP as it is. */
export async function startPeer(scene: Scene, sink: Sink): Promise<Contestant> {
  started += 1;
  const told = `/alertmanager-${started}`;
  const { url, pid } = await startAlertmanager(scene, { config: routing(`${sink.url}${told}`) });
  return {
    target: { ...ALERTS, url },
    silences: { ...SILENCES, url },
    told,
    pids: async () => [pid],
    outbox: async () => 0,
  };
}
