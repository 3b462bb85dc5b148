import { afterAll, beforeAll, describe, it } from "vitest";
import { forwardTo, hasAlertmanager, startAlertmanager } from "./harness/alertmanager.ts";
import type { Caller } from "./harness/caller.ts";
import { type ClientName, type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { webhookStandIn } from "./harness/providers.ts";
import { Scene } from "./harness/scene.ts";
import type { StandIn } from "./harness/stand-in.ts";
import { TICK_ROUTE, tickPassed, tickReceiver } from "./harness/ticks.ts";
import { until } from "./harness/until.ts";
import { bodyOf } from "./harness/webhook.ts";

interface Side {
  readonly client: ClientName;
  readonly externalUrl: string;
}

const pairs: readonly { readonly name: string; readonly sides: readonly [Side, Side] }[] = [
  {
    name: "TwoCertificates",
    sides: [
      { client: "alertmanager", externalUrl: "http://alertmanager.example.test" },
      { client: "prometheus", externalUrl: "http://alertmanager.example.test" },
    ],
  },
  {
    name: "TwoExternalUrls",
    sides: [
      { client: "alertmanager", externalUrl: "http://a.example.test" },
      { client: "alertmanager", externalUrl: "http://b.example.test" },
    ],
  },
];

describe.skipIf(!hasAlertmanager)("a high-availability pair of real Alertmanagers", () => {
  const scene = new Scene();
  let webhook: StandIn;
  let edge: EdgeProcess;
  let sender: Caller;
  let scraper: Caller;

  beforeAll(async () => {
    webhook = await scene.add(webhookStandIn());
    edge = await startEdgeProcess(scene, { routing: routing(webhook.url) });
    sender = await scene.add(edge.as("alertmanager"));
    scraper = await scene.add(edge.as("prometheus"));
  });
  afterAll(() => scene.end());

  const toldOf = (alertname: string) =>
    webhook.delivered.filter((one) => bodyOf(one).groupLabels["alertname"] === alertname);
  const received = (status: string) => scraper.metric(`farwatch_alerts_received_total{status="${status}"}`);

  it.for(pairs)(
    "told apart by $name: one event is told once, and ends when the last side says so",
    async (pair, { expect }) => {
      const { name, sides } = pair;
      const [cutOff, connected] = await Promise.all([startSide(sides[0], "3s"), startSide(sides[1], "5m")]);
      const labels = { alertname: name, instance: "web-1", severity: "critical" };
      const startsAt = new Date(Date.now() - 60_000).toISOString();
      const [firing, resolved] = [await received("firing"), await received("resolved")];

      // The side that is cut off hears of the alert once and lets it time out; the other goes on hearing of it.
      await cutOff.post({ labels, startsAt });
      await connected.post({ labels, startsAt: new Date(Date.parse(startsAt) + 400).toISOString() });
      const seen = () => edge.output();
      await until("both sides to have posted", async () => (await received("firing")) >= firing + 2, {
        seen,
      });
      await until("one side to resolve", async () => (await received("resolved")) >= resolved + 1, { seen });
      await tickPassed(sender, webhook);
      await tickPassed(sender, webhook);
      expect(toldOf(name).map((one) => bodyOf(one).status)).toEqual(["firing"]);

      await connected.post({ labels, startsAt, endsAt: new Date().toISOString() });
      await until("the end", () => toldOf(name).length >= 2, { seen });
      await tickPassed(sender, webhook);
      expect(toldOf(name).map((one) => bodyOf(one).status)).toEqual(["firing", "resolved"]);
      // The first message goes out by whichever side was heard first; the second one knows both.
      const starts = toldOf(name).flatMap((one) =>
        bodyOf(one).alerts.map((alert) => Date.parse(alert.startsAt)),
      );
      const earliest = Date.parse(startsAt);
      expect([earliest, earliest + 400]).toContain(starts[0]);
      expect(starts.slice(1)).toEqual([earliest]);
      await Promise.all([cutOff.stop(), connected.stop()]);
    },
  );

  function startSide({ client, externalUrl }: Side, resolveTimeout: string) {
    const config = forwardTo(edge, { client, resolveTimeout, repeatInterval: "1s" });
    return startAlertmanager(scene, { config, externalUrl });
  }
});

function routing(webhookUrl: string): string {
  return `
route:
  receiver: chat
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 4h
  routes:
    - ${TICK_ROUTE}
receivers:
  - { name: chat, webhook_configs: [{ url: "${webhookUrl}/chat" }] }
  - ${tickReceiver(webhookUrl)}
`;
}
