import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Alertmanager,
  amtoolAt,
  forwardTo,
  hasAlertmanager,
  startAlertmanager,
} from "./harness/alertmanager.ts";
import type { Caller } from "./harness/caller.ts";
import { type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { webhookStandIn } from "./harness/providers.ts";
import { Scene } from "./harness/scene.ts";
import type { StandIn } from "./harness/stand-in.ts";
import { TICK_ROUTE, tickPassed, tickReceiver } from "./harness/ticks.ts";
import { until } from "./harness/until.ts";
import { bodyOf } from "./harness/webhook.ts";

type Amtool = (...args: readonly string[]) => Promise<string>;

describe.skipIf(!hasAlertmanager)("silences by amtool, and inhibition", () => {
  const scene = new Scene();
  let webhook: StandIn;
  let edge: EdgeProcess;
  let alertmanager: Alertmanager;
  let amtool: Amtool;
  let sender: Caller;
  let operator: Caller;

  beforeAll(async () => {
    webhook = await scene.add(webhookStandIn());
    edge = await startEdgeProcess(scene, { routing: routing(webhook.url) });
    alertmanager = await startAlertmanager(scene, {
      config: forwardTo(edge, { client: "alertmanager", groupBy: ["..."] }),
    });
    amtool = await amtoolAt(scene, edge, "operator");
    sender = await scene.add(edge.as("alertmanager"));
    operator = await scene.add(edge.as("operator"));
  });
  afterAll(() => scene.end());

  /** What was told of one instance, in order. */
  const toldOf = (instance: string) =>
    webhook.delivered.flatMap((one) =>
      bodyOf(one).alerts.filter(({ labels }) => labels["instance"] === instance),
    );

  const untilTold = (instance: string, status: string) =>
    until(`${instance} to be told as ${status}`, () => toldOf(instance).at(-1)?.status === status, {
      seen: () => edge.output(),
    });

  const untilReceived = (status: string, count: number) =>
    until(`${count} alerts ${status} taken in`, async () => {
      const series = `farwatch_alerts_received_total{status="${status}"}`;
      return (await operator.metric(series)) >= count;
    });

  const received = (status: string) => operator.metric(`farwatch_alerts_received_total{status="${status}"}`);

  it("a silence that amtool adds keeps its alert quiet, and amtool's expire lets it be told", async () => {
    const added = await amtool(
      ...["silence", "add", "--author=mia", "--comment=maintenance: café", "--duration=1h"],
      ...["alertname=Silenced", "instance=~web-[12]", "severity!=critical"],
    );
    const id = added.trim();
    expect(id).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);

    const before = await received("firing");
    const quiet = { alertname: "Silenced", instance: "web-1", severity: "warning" };
    const loud = { ...quiet, instance: "web-3" };
    await alertmanager.post({ labels: quiet }, { labels: loud });
    await untilTold("web-3", "firing");
    await untilReceived("firing", before + 2);
    await tickPassed(sender, webhook);
    expect(toldOf("web-1")).toEqual([]);

    const [shown] = JSON.parse(await amtool("-o", "json", "silence", "query", "alertname=Silenced"));
    expect(shown).toMatchObject({
      id,
      createdBy: "mia",
      comment: "maintenance: café",
      status: { state: "active" },
      matchers: [
        { name: "alertname", value: "Silenced", isRegex: false, isEqual: true },
        { name: "instance", value: "web-[12]", isRegex: true, isEqual: true },
        { name: "severity", value: "critical", isRegex: false, isEqual: false },
      ],
    });
    // It begins when the edge takes it in, a little after amtool wrote it.
    const spanMs = Date.parse(shown.endsAt) - Date.parse(shown.startsAt);
    expect(spanMs).toBeLessThanOrEqual(3_600_000);
    expect(spanMs).toBeGreaterThan(3_590_000);
    const owned = JSON.parse((await operator.get("/api/farwatch/v1/silences")).text);
    expect(owned).toMatchObject([{ id, createdBy: "mia", identity: "operator" }]);

    await amtool("silence", "expire", id);
    await untilTold("web-1", "firing");
    expect(await amtool("silence", "query", "-q")).toBe("");
    expect((await amtool("silence", "query", "--expired", "-q")).trim()).toBe(id);
  });

  it("amtool updates an active silence in place", async () => {
    const add = ["silence", "add", "--author=mia", "--comment=before", "--duration=1h", "alertname=Updated"];
    const id = (await amtool(...add)).trim();
    await amtool("silence", "update", "--comment=after", "--duration=2h", id);
    const found = JSON.parse(await amtool("-o", "json", "silence", "query", "alertname=Updated"));
    expect(found).toMatchObject([{ id, comment: "after", createdBy: "mia", status: { state: "active" } }]);
    expect(Date.parse(found[0].endsAt) - Date.now()).toBeGreaterThan(7_000_000);
    await amtool("silence", "expire", id);
  });

  it("an alert that resolves under its silence is never told again, and fires anew as a first notification", async () => {
    const labels = { alertname: "Ends", instance: "web-5", severity: "warning" };
    await alertmanager.post({ labels });
    await untilTold("web-5", "firing");
    const add = ["silence", "add", "--author=mia", "--comment=quiet", "instance=web-5"];
    const id = (await amtool(...add)).trim();
    const before = await received("resolved");
    await alertmanager.post({ labels, endsAt: new Date().toISOString() });
    await untilReceived("resolved", before + 1);
    await tickPassed(sender, webhook);
    await amtool("silence", "expire", id);
    await tickPassed(sender, webhook);
    expect(toldOf("web-5").map(({ status }) => status)).toEqual(["firing"]);
    await alertmanager.post({ labels });
    await until("web-5 told anew", () => toldOf("web-5").length === 2);
    expect(toldOf("web-5").map(({ status }) => status)).toEqual(["firing", "firing"]);
  });

  it("amtool with a certificate that only ingests is refused, and its silence is not there", async () => {
    const other = await amtoolAt(scene, edge, "alertmanager");
    const add = ["silence", "add", "--author=eve", "--comment=no", "alertname=Refused"];
    await expect(other(...add)).rejects.toThrow(/403|Forbidden|unknown error/);
    expect(await amtool("silence", "query", "-q", "alertname=Refused")).toBe("");
  });

  it("a critical mutes the warning of its own instance and mountpoint until it resolves", async () => {
    const warning = { alertname: "DiskFull", instance: "db-1", mountpoint: "/", severity: "warning" };
    const elsewhere = { ...warning, instance: "db-2" };
    const critical = { alertname: "DiskFullSoon", instance: "db-1", mountpoint: "/", severity: "critical" };
    await alertmanager.post({ labels: critical });
    await untilTold("db-1", "firing");
    const before = await received("firing");
    await alertmanager.post({ labels: warning }, { labels: elsewhere });
    await untilTold("db-2", "firing");
    await untilReceived("firing", before + 2);
    await tickPassed(sender, webhook);
    expect(toldOf("db-1").map(({ labels }) => labels["severity"])).toEqual(["critical"]);

    await alertmanager.post({ labels: critical, endsAt: new Date().toISOString() });
    await until("the critical's end and the warning", () => toldOf("db-1").length >= 3, {
      seen: () => edge.output(),
    });
    const told = toldOf("db-1").map(({ labels, status }) => `${labels["severity"]} ${status}`);
    expect(told.toSorted()).toEqual(["critical firing", "critical resolved", "warning firing"]);
  });
});

function routing(webhookUrl: string): string {
  return `
route:
  receiver: chat
  group_by: [alertname, instance]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 4h
  routes:
    - ${TICK_ROUTE}
receivers:
  - { name: chat, webhook_configs: [{ url: "${webhookUrl}/chat" }] }
  - ${tickReceiver(webhookUrl)}
inhibit_rules:
  - source_matchers: ['severity="critical"', 'instance!=""']
    target_matchers: ['severity="warning"', 'instance!=""']
    equal: [instance, mountpoint]
`;
}
