import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { LOOK_INTERVAL_MS } from "../../src/cli/drill/run.ts";
import type { Stage } from "../../src/cli/drill/stage.ts";
import { forwardTo, hasAlertmanager, startAlertmanager } from "./harness/alertmanager.ts";
import type { Caller } from "./harness/caller.ts";
import { type Child, startChild, untilPrinted } from "./harness/child.ts";
import { type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { discordStandIn, slackAnswers, slackStandIn, webhookStandIn } from "./harness/providers.ts";
import { Scene } from "./harness/scene.ts";
import type { Recorded, StandIn } from "./harness/stand-in.ts";
import { until } from "./harness/until.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

/** Critical wakes the pager and is told to the chat, as in the shipped routing; a holiday mutes info. */
function routing(slack: StandIn, discord: StandIn, mail: StandIn): string {
  return `
route:
  receiver: chat
  group_by: [alertname]
  group_wait: 1s
  group_interval: 2s
  routes:
    - matchers: ['severity="critical"']
      group_wait: 0s
      routes: [{ receiver: pager, continue: true }, { receiver: chat }]
    - { matchers: ['severity="info"'], receiver: chat, mute_time_intervals: [always] }
time_intervals:
  - { name: always, time_intervals: [{ months: ["1:12"] }] }
receivers:
  - name: pager
    discord_configs: [{ webhook_url: "${discord.url}/api/webhooks/1/token", send_resolved: true }]
    webhook_configs: [{ url: "${mail.url}/quiet", send_resolved: false }]
  - name: chat
    slack_configs: [{ api_url: "${slack.url}/services/T/B/x", channel: "#a", send_resolved: true }]
`;
}

interface Report {
  readonly ok: boolean;
  readonly drill: string;
  readonly stages: readonly Stage[];
  readonly fault?: string;
}

describe("farwatch drill", () => {
  const scene = new Scene();
  let slack: StandIn;
  let discord: StandIn;
  let quiet: StandIn;
  let edge: EdgeProcess;
  let operator: Caller;

  beforeAll(async () => {
    slack = await scene.add(slackStandIn());
    discord = await scene.add(discordStandIn());
    quiet = await scene.add(webhookStandIn());
    edge = await startEdgeProcess(scene, { routing: routing(slack, discord, quiet) });
    operator = await scene.add(edge.as("operator"));
  });
  afterAll(() => scene.end());

  const start = (...args: readonly string[]): Promise<Child> => {
    const token = join(edge.pki(".."), "operator.token");
    return startChild(process.execPath, [MAIN, "drill", "--url", edge.uiUrl, "--token-file", token, ...args]);
  };
  const drill = async (...args: readonly string[]) => {
    const child = await start(...args);
    return { code: await child.ended, said: child.output() };
  };
  const report = async (...args: readonly string[]) => {
    const { code, said } = await drill("--json", ...args);
    return { code, ...(JSON.parse(said.slice(said.indexOf("{"), said.lastIndexOf("}") + 1)) as Report) };
  };
  const stagesOf = ({ stages }: Report) =>
    stages.map(({ phase, stage, who }) => [phase, stage, ...(who === undefined ? [] : [who])].join(" "));
  const namesIn = (requests: readonly Recorded[], id: string) =>
    requests.filter(({ text }) => text.includes(id)).length;
  const isGone = async () => (await operator.get("/api/v2/alerts")).text === "[]\n";

  it("follows a critical alert to pager and chat, and its end to those who want it", async ({ expect }) => {
    const one = await report("--severity", "critical");
    expect(one).toMatchObject({ code: 0, ok: true });
    expect(stagesOf(one).toSorted()).toEqual(
      [
        "firing accepted",
        "firing listed",
        "firing decided pager",
        "firing sent pager/discord/0",
        "firing sent pager/webhook/0",
        "firing decided chat",
        "firing sent chat/slack/0",
        "resolved ended",
        "resolved decided pager",
        "resolved sent pager/discord/0",
        "resolved decided chat",
        "resolved sent chat/slack/0",
      ].toSorted(),
    );
    const times = one.stages.map(({ afterMs }) => afterMs);
    expect(times.every((ms) => ms >= 0 && ms < 20_000)).toBe(true);
    // Whoever reads the message must see that it is a drill.
    const [page] = discord.requests.filter(({ text }) => text.includes(one.drill));
    expect(page?.text).toMatch(/This is a drill: nothing is wrong/);
    expect(namesIn(quiet.delivered, one.drill)).toBe(1);
    expect(await isGone()).toBe(true);
  });

  it("tells in lines how long each took", async ({ expect }) => {
    const { code, said } = await drill();
    expect(code).toBe(0);
    expect(said).toMatch(/^Drill \S+, severity warning\. Ctrl-C/);
    expect(said).toMatch(/^ {2,}\d\.\d s {2}decided {4}chat {2}first notification, group /m);
    expect(said).toMatch(/^ {2,}\d\.\d s {2}sent {7}chat\/slack\/0 {2}200 ok \(\d+ ms\)$/m);
    expect(said).toMatch(/^ok: 1 told within \d\.\d s, 1 of its end within \d\.\d s$/m);
  });

  it("fails with what a provider has answered, and ends its alert", async ({ expect }) => {
    const answers = slackAnswers();
    slack.script = () => ({ status: 404, body: "channel_not_found" });
    const { code, said } = await drill();
    slack.script = answers;
    expect(code).toBe(1);
    expect(said).toMatch(/failed {5}chat\/slack\/0 {2}404 client_error channel_not_found/);
    expect(said).toMatch(/^chat\/slack\/0 refused it: 404 client_error channel_not_found \(\d+ ms\)$/m);
    expect(said).toMatch(/^The drill's alert is ended\.$/m);
    await until("the alert to end", isGone);
  });

  it("says that it is silenced", async ({ expect }) => {
    const matchers = [{ name: "alertname", value: "FarwatchDrill", isRegex: false, isEqual: true }];
    const times = { startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 60_000).toISOString() };
    const silence = { matchers, ...times, createdBy: "test", comment: "test" };
    const { text } = await operator.post("/api/v2/silences", silence);
    const { silenceID } = JSON.parse(text) as { readonly silenceID: string };
    const { code, fault } = await report("--severity", "critical");
    await fetch(`${edge.uiUrl}/api/v2/silence/${silenceID}`, {
      method: "DELETE",
      headers: {
        Authorization: `Bearer ${(await readFile(join(edge.pki(".."), "operator.token"), "utf8")).trim()}`,
      },
    });
    expect({ code, fault }).toEqual({
      code: 1,
      fault: `Silenced at ${edge.uiUrl} by ${silenceID}: nothing will be told`,
    });
    await until("the alert to end", isGone);
  });

  it("says that the clock mutes it, before it posts anything", async ({ expect }) => {
    const { code, fault, stages } = await report("--severity", "info");
    expect({ code, fault, stages }).toEqual({
      code: 1,
      fault: `Muted at ${edge.uiUrl} by time interval always: nothing will be told to chat`,
      stages: [],
    });
  });

  it("ends its alert when it is broken off", async ({ expect }) => {
    const child = await start();
    await untilPrinted(child, /listed/, "the alert to be there");
    child.signal("SIGINT");
    expect(await child.ended).toBe(1);
    expect(child.output()).toMatch(/^The drill was broken off$/m);
    expect(child.output()).toMatch(/^The drill's alert is ended\.$/m);
    await until("the alert to end", isGone);
  });

  describe.skipIf(!hasAlertmanager)("by way of a real Alertmanager", () => {
    it("follows the alert through both", async ({ expect }) => {
      const config = forwardTo(edge, { client: "alertmanager" });
      const alertmanager = await startAlertmanager(scene, { config });
      const one = await report("--severity", "critical", "--via", alertmanager.url);
      expect(one).toMatchObject({ code: 0, ok: true });
      const beginning = ["firing taken", "firing listed", "firing reached"];
      expect(stagesOf(one).slice(0, 3)).toEqual(beginning);
      expect(stagesOf(one)).toEqual(
        expect.arrayContaining([
          "firing sent chat/slack/0",
          "resolved reached",
          "resolved sent chat/slack/0",
        ]),
      );
      const [taken, reached] = ["taken", "reached"].map((name) =>
        one.stages.find(({ stage }) => stage === name),
      );
      // Its group_wait is a second.
      expect((reached?.afterMs ?? 0) - (taken?.afterMs ?? 0)).toBeGreaterThan(1_000 - LOOK_INTERVAL_MS);
    });

    it("fails when Alertmanager does not pass it on", async ({ expect }) => {
      const broken = await startAlertmanager(scene, {
        config:
          "route: { receiver: gone, group_wait: 1s, group_interval: 1s }\nreceivers: [{ name: gone }]\n",
      });
      const { code, fault } = await report("--via", broken.url, "--timeout", "2s");
      expect({ code, fault }).toEqual({ code: 1, fault: `It has not reached ${edge.uiUrl} within 3s` });
      await until(
        "the alert to end there",
        async () => !(await broken.amtool("alert")).includes("FarwatchDrill"),
      );
    });
  });
});
