import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fingerprint } from "../../src/alert/fingerprint.ts";
import {
  type Alertmanager,
  forwardTo,
  hasAlertmanager,
  type PostableAlert,
  startAlertmanager,
} from "./harness/alertmanager.ts";
import {
  type AllKinds,
  DISCORD_HOOK,
  NTFY_TOKEN,
  ONCALL_PATH,
  PAGERDUTY_KEY,
  REPEATED_HOOK,
  SLACK_HOOK,
  SLACK_TOKEN,
  startAllKinds,
  TELEGRAM_CHAT,
  TELEGRAM_TOKEN,
} from "./harness/all-kinds.ts";
import { fields } from "./harness/providers.ts";
import { Scene } from "./harness/scene.ts";
import type { ReceivedMail } from "./harness/smtp.ts";
import type { Recorded } from "./harness/stand-in.ts";
import { until } from "./harness/until.ts";
import { bodyOf, NOT_ENDED, webhookAlert, webhookBody } from "./harness/webhook.ts";

const RED = "#c62828";
const GREEN = "#2e7d32";
const NUMBER_OF = { [RED]: 0xc62828, [GREEN]: 0x2e7d32 };

/** Nanoseconds, markup of every channel, a mention, a line break: what a hostile or careless rule writes. */
const description = 'p99 > 2s — café ☕ <b>&"quoted"</b> *bold* @everyone\nline two';
const common = { alertname: "HighLatency", service: "api", severity: "critical" };
/** Set when the alerts are posted: Alertmanager tells those older than its group_wait at once, each by itself. */
let startsAt = "";
const generatorURL = "http://prometheus.example.test:9090/graph?g0.expr=latency%3E2&g0.tab=1";

function latencyOf(
  instance: string,
): PostableAlert & { readonly annotations: Readonly<Record<string, string>> } {
  const summary = `p99 high on ${instance}`;
  return {
    labels: { ...common, instance },
    annotations: { summary, description, runbook_url: "https://runbooks.example.test/latency" },
    get startsAt() {
      return startsAt;
    },
    generatorURL,
  };
}

const web1 = latencyOf("web-1");
const web2 = latencyOf("web-2");

/** What each provider shall have got at one step of the group's life. */
interface Step {
  readonly title: string;
  readonly colour: typeof RED | typeof GREEN;
  readonly status: "firing" | "resolved";
  readonly reason: string;
  readonly alerts: readonly { readonly alert: typeof web1; readonly status: "firing" | "resolved" }[];
}

const steps: readonly Step[] = [
  {
    title: "[FIRING:2] critical HighLatency: p99 high on web-1 (+1 more)",
    colour: RED,
    status: "firing",
    reason: "first notification",
    alerts: [
      { alert: web1, status: "firing" },
      { alert: web2, status: "firing" },
    ],
  },
  {
    title: "[FIRING:1 RESOLVED:1] critical HighLatency: p99 high on web-2",
    colour: RED,
    status: "firing",
    reason: "some alerts resolved",
    alerts: [
      { alert: web1, status: "resolved" },
      { alert: web2, status: "firing" },
    ],
  },
  {
    title: "[RESOLVED:1] critical HighLatency: p99 high on web-2",
    colour: GREEN,
    status: "resolved",
    reason: "all alerts resolved",
    alerts: [{ alert: web2, status: "resolved" }],
  },
];

describe.skipIf(!hasAlertmanager)("a real Alertmanager's group, told to every kind of receiver", () => {
  const scene = new Scene();
  let kinds: AllKinds;
  let alertmanager: Alertmanager;

  beforeAll(async () => {
    kinds = await startAllKinds(scene, 1_000);
    const config = forwardTo(kinds.edge, { client: "alertmanager", repeatInterval: "1s" });
    alertmanager = await startAlertmanager(scene, { config });
    startsAt = new Date().toISOString().replace("Z", "115211Z");
    await alertmanager.post(web1, web2);
    await untilAllTold(1);
    await alertmanager.post({ ...web1, endsAt: new Date().toISOString() });
    await untilAllTold(2);
    await alertmanager.post({ ...web2, endsAt: new Date().toISOString() });
    await untilAllTold(3);
  });
  afterAll(() => scene.end());

  function told() {
    const { slack, discord, webhook, pagerduty, telegram, ntfy, mail } = kinds;
    return {
      hook: slack.requests.filter(({ path }) => path === SLACK_HOOK),
      bot: slack.requests.filter(({ path }) => path !== SLACK_HOOK),
      discord: discord.requests.filter(({ path }) => path.startsWith(DISCORD_HOOK)),
      mail: mail.mails,
      webhook: webhook.requests.filter(({ path }) => path === "/chain"),
      pagerduty: pagerduty.requests.filter(({ path }) => path === "/v2/enqueue"),
      telegram: telegram.requests,
      ntfy: ntfy.requests,
    };
  }

  function untilAllTold(count: number) {
    const counts = () => Object.entries(told()).map(([kind, list]) => [kind, list.length] as const);
    const seen = () => [counts(), kinds.edge.output()];
    return until(`message ${count} at every provider`, () => counts().every(([, n]) => n >= count), { seen });
  }

  it("tells each of the three states once to each provider", () => {
    expect(Object.values(told()).map((list) => list.length)).toEqual([3, 3, 3, 3, 3, 3, 3, 3]);
  });

  it.for(steps.entries().toArray())("posts to Slack's webhook at step %i", ([index, step], { expect }) => {
    const request = at(told().hook, index);
    expect(request).toMatchObject({ method: "POST", path: SLACK_HOOK });
    expect(request.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(request.headers.authorization).toBeUndefined();
    expect(request.json).toMatchObject({ channel: "#alerts", unfurl_links: false, ...slackMessage(step) });
    expectSlackText(request, step);
  });

  it.for(steps.entries().toArray())(
    "posts as Slack's bot once and edits that message, step %i",
    ([index, step], { expect }) => {
      const request = at(told().bot, index);
      expect(request.path).toBe(index === 0 ? "/api/chat.postMessage" : "/api/chat.update");
      expect(request.headers.authorization).toBe(`Bearer ${SLACK_TOKEN}`);
      const target = index === 0 ? { channel: "#bot" } : { channel: "C024BE91L", ts: "1700000000.000001" };
      expect(request.json).toMatchObject({ ...target, ...slackMessage(step) });
      expectSlackText(request, step);
    },
  );

  it.for(steps.entries().toArray())(
    "posts one Discord card and edits it, step %i",
    ([index, step], { expect }) => {
      const request = at(told().discord, index);
      const { method, path } = request;
      const edit = { method: "PATCH", path: `${DISCORD_HOOK}/messages/100000000000000001` };
      expect({ method, path }).toEqual(
        index === 0 ? { method: "POST", path: `${DISCORD_HOOK}?wait=true` } : edit,
      );
      expect(request.json).toMatchObject({
        content: step.title,
        allowed_mentions: { parse: [] },
        embeds: [{ color: NUMBER_OF[step.colour], footer: { text: step.reason } }],
      });
      expectLines(request.text, step);
      expect(request.text).toContain("[Runbook](https://runbooks.example.test/latency)");
      expect(request.text).toContain(`[Source](${generatorURL})`);
      expect(request.text).not.toContain("@everyone");
      expect(request.text).toContain("\\\\*bold\\\\*");
    },
  );

  it.for(steps.entries().toArray())(
    "mails over STARTTLS, in one thread, step %i",
    ([index, step], { expect }) => {
      const mail = at(told().mail, index);
      expect(mail).toMatchObject({
        encrypted: true,
        user: "farwatch@example.org",
        envelope: { from: "farwatch@example.org", to: ["ops@example.org", "oncall@example.org"] },
        type: "multipart/alternative",
      });
      expect(Object.fromEntries(mail.headers)).toMatchObject({
        from: "Farwatch <farwatch@example.org>",
        to: "ops@example.org, oncall@example.org",
        subject: step.title,
        "auto-submitted": "auto-generated",
        "x-farwatch-status": step.status,
        "mime-version": "1.0",
      });
      expect(mail.headers.get("importance")).toBe(step.status === "firing" ? "high" : undefined);
      expectThread(told().mail, index);
      expectMailText(mail, step);
    },
  );

  it.for(steps.entries().toArray())(
    "posts version 4 to the next in the chain, step %i",
    ([index, step], { expect }) => {
      const request = at(told().webhook, index);
      expect(request).toMatchObject({ method: "POST", path: "/chain" });
      expect(request.headers).toMatchObject({ "content-type": "application/json", "user-agent": "Farwatch" });
      const body = bodyOf(request);
      expect(body).toMatchObject({
        receiver: "everyone",
        status: step.status,
        notification_reason: step.reason,
        groupLabels: { alertname: "HighLatency" },
        externalURL: "https://watch.example.test",
        version: "4",
        groupKey: '{}:{alertname="HighLatency"}',
        truncatedAlerts: 0,
        alerts: step.alerts.map(({ alert: { labels, annotations }, status }) => {
          return { status, labels, annotations, startsAt, generatorURL, fingerprint: fingerprint(labels) };
        }),
      });
      const [first] = step.alerts;
      expect(body.commonLabels).toEqual(step.alerts.length > 1 ? common : first?.alert.labels);
      for (const { status, endsAt } of body.alerts) {
        if (status === "firing") expect(endsAt).toBe(NOT_ENDED);
        else expect(Date.parse(endsAt)).toBeGreaterThanOrEqual(Date.parse(startsAt));
      }
    },
  );

  it.for(steps.entries().toArray())(
    "tells PagerDuty of one incident, step %i",
    ([index, step], { expect }) => {
      const request = at(told().pagerduty, index);
      expect(request).toMatchObject({ method: "POST", path: "/v2/enqueue" });
      expect(request.json).toMatchObject({
        routing_key: PAGERDUTY_KEY,
        event_action: step.status === "firing" ? "trigger" : "resolve",
        // As upstream: what an Alertmanager opened, this edge can end.
        dedup_key: createHash("sha256").update('{}:{alertname="HighLatency"}').digest("hex"),
        links: [
          { href: "https://runbooks.example.test/latency", text: "Runbook" },
          { href: generatorURL, text: "Source" },
        ],
        payload: { summary: step.title, severity: "critical", class: "HighLatency" },
      });
      expectLines(request.text, step);
    },
  );

  it.for(steps.entries().toArray())(
    "posts as Telegram's bot once and edits that message, step %i",
    ([index, step], { expect }) => {
      const request = at(told().telegram, index);
      expect(request.path).toBe(`/bot${TELEGRAM_TOKEN}/${index === 0 ? "sendMessage" : "editMessageText"}`);
      expect(request.json).toMatchObject({
        chat_id: TELEGRAM_CHAT,
        parse_mode: "HTML",
        ...(index === 0 ? {} : { message_id: 1 }),
      });
      const { text } = fields(request.json);
      expect(text).toContain(`<b>${step.title}</b>`);
      expect(text).toContain("&lt;b&gt;&amp;&quot;quoted&quot;&lt;/b&gt; *bold* @\u200beveryone");
      expect(text).toContain('<a href="https://runbooks.example.test/latency">Runbook</a>');
      expectLines(String(text), step);
    },
  );

  it.for(steps.entries().toArray())(
    "pushes by ntfy, which edge.yaml names, step %i",
    ([index, step], { expect }) => {
      const request = at(told().ntfy, index);
      expect(request).toMatchObject({ method: "POST", path: "/" });
      expect(request.headers.authorization).toBe(`Bearer ${NTFY_TOKEN}`);
      expect(request.json).toMatchObject({
        topic: "alerts",
        title: step.title,
        // Only what is new is as loud as it is severe.
        priority: index === 0 ? 5 : 3,
        click: "https://runbooks.example.test/latency",
      });
      expectLines(request.text, step);
    },
  );

  it("acknowledges PagerDuty's incident by a silence, and opens another one for what it does not cover", async () => {
    const oncall = () =>
      kinds.pagerduty.requests
        .filter(({ path }) => path === ONCALL_PATH)
        .map(({ json }) => fields(json))
        .map(({ event_action, dedup_key }) => ({ event_action, dedup_key }));
    const untilTold = (count: number) =>
      until(`event ${count}`, () => oncall().length >= count, {
        seen: () => [oncall(), kinds.edge.output()],
      });
    const labels = { alertname: "Acknowledged", instance: "web-1", severity: "critical" };
    const operator = await scene.add(kinds.edge.as("operator"));
    await alertmanager.post({ labels });
    await untilTold(1);
    const silenced = await operator.post("/api/v2/silences", {
      matchers: Object.entries(labels).map(([name, value]) => ({
        name,
        value,
        isRegex: false,
        isEqual: true,
      })),
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: "mia",
      comment: "on it",
    });
    expect(silenced.status).toBe(200);
    await untilTold(2);
    await alertmanager.post({ labels: { ...labels, instance: "web-2" } });
    await untilTold(4);
    const [first, , another] = oncall();
    expect(oncall()).toEqual([
      { event_action: "trigger", dedup_key: expect.any(String) },
      { event_action: "acknowledge", dedup_key: first?.dedup_key },
      { event_action: "trigger", dedup_key: expect.any(String) },
      { event_action: "resolve", dedup_key: first?.dedup_key },
    ]);
    expect(another?.dedup_key).not.toBe(first?.dedup_key);
  });

  it("repeats after repeat_interval, no sooner, and only what Alertmanager renews", async () => {
    const labels = { alertname: "StillBroken", instance: "web-1", severity: "warning" };
    const sender = await scene.add(kinds.edge.as("alertmanager"));
    const silent = { alertname: "NotRenewed", instance: "web-1" };
    await sender.post(
      "/webhook/alertmanager",
      webhookBody([webhookAlert(silent)], { alertname: "NotRenewed" }),
    );
    await alertmanager.post({ labels });
    const of = (name: string) =>
      kinds.webhook.requests.filter((one) => bodyOf(one).groupLabels["alertname"] === name);
    const again = () => of("StillBroken");
    const cards = () =>
      kinds.discord.requests.filter(
        ({ path, text }) => path.startsWith(REPEATED_HOOK) && text.includes("StillBroken"),
      );
    await until("two repeats", () => again().length >= 3, { seen: () => kinds.edge.output() });
    await alertmanager.post({ labels, endsAt: new Date().toISOString() });
    await until("the end", () => again().some((one) => bodyOf(one).status === "resolved"));
    const bodies = again().map(bodyOf);
    const reasons = bodies.map(({ notification_reason }) => notification_reason);
    const repeats = reasons.slice(1, -1).map(() => "repeat interval elapsed");
    expect(reasons).toEqual(["first notification", ...repeats, "all alerts resolved"]);
    const times = again()
      .slice(0, -1)
      .map((one) => one.at);
    for (const [index, time] of times.slice(1).entries()) {
      expect(time - (times[index] ?? 0), `repeat ${index + 1}`).toBeGreaterThanOrEqual(2_000);
    }
    await until("the card's end", () => cards().some(({ text }) => text.includes("[RESOLVED:1]")));
    // A repeat shall ring, so it is a card of its own; the end belongs to the last of them.
    const posts = cards().slice(0, -1);
    expect(posts.map(({ method }) => method)).toEqual(posts.map(() => "POST"));
    expect(posts.length).toBeGreaterThanOrEqual(3);
    const lastId = fields(at(posts, posts.length - 1).answer).body;
    expect(cards().at(-1)).toMatchObject({
      method: "PATCH",
      path: `${REPEATED_HOOK}/messages/${String(fields(lastId)["id"])}`,
    });
    expect(of("NotRenewed").map((one) => bodyOf(one).notification_reason)).toEqual(["first notification"]);
  });
});

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`There is no message ${index + 1}, only ${list.length}`);
  return found;
}

function slackMessage({ title, colour }: Step) {
  const text = { type: "plain_text", text: title };
  return {
    text: title,
    link_names: false,
    blocks: [{ type: "header", text }],
    attachments: [{ color: colour }],
  };
}

function expectSlackText({ text }: Recorded, step: Step): void {
  expect(text).toContain("p99 &gt; 2s — café ☕ &lt;b&gt;&amp;");
  expect(text).toContain("<https://runbooks.example.test/latency|Runbook>");
  expect(text).toContain(`<${generatorURL.replace("&", "&amp;")}|Source>`);
  expect(text).toContain("service=api");
  expect(text).toContain(step.reason);
  expect(text).not.toMatch(/<!|<@/);
  expectLines(text, step);
}

/** Every alert has its line: its own label where they differ, since when, and where it ended, until when. */
function expectLines(text: string, step: Step): void {
  for (const { alert, status } of step.alerts) {
    const { instance } = alert.labels;
    expect(text).toContain(`instance=${instance}`);
    expect(text).toContain(`p99 high on ${instance}`);
    const since = `${zoned(startsAt)} (`;
    expect(text).toContain(
      status === "firing" ? `firing since ${since}` : `fired from ${zoned(startsAt)} to `,
    );
  }
  const unmentioned = [web1, web2].filter((one) => step.alerts.every(({ alert }) => alert !== one));
  for (const { labels } of unmentioned) expect(text).not.toContain(`instance=${labels["instance"]}`);
}

/** As `timezone: Europe/Berlin` shows it. */
function zoned(timestamp: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Berlin",
    dateStyle: "short",
    timeStyle: "medium",
  }).format(Date.parse(timestamp));
  const offset = new Intl.DateTimeFormat("en", { timeZone: "Europe/Berlin", timeZoneName: "longOffset" })
    .format(Date.parse(timestamp))
    .replace(/^.*GMT/, "");
  return `${parts} ${offset}`;
}

function expectThread(mails: readonly ReceivedMail[], index: number): void {
  const ids = mails.map(({ headers }) => headers.get("message-id"));
  expect(new Set(ids).size).toBe(mails.length);
  const root = at(mails, 0).headers.get("references");
  expect(root).toMatch(/^<group-[0-9a-f]{16}@example\.org>$/);
  const { headers } = at(mails, index);
  expect(headers.get("in-reply-to")).toBe(index === 0 ? root : ids[index - 1]);
  expect(headers.get("references")).toBe(index === 0 ? root : `${root} ${ids[index - 1]}`);
}

function expectMailText({ parts }: ReceivedMail, step: Step): void {
  const [text = "", html = ""] = [parts.get("text/plain"), parts.get("text/html")];
  expectLines(text, step);
  expect(text).toContain(description.replace("\n", "\r\n"));
  expect(text).toContain("Runbook: https://runbooks.example.test/latency");
  expect(text).toContain(`Source: ${generatorURL}`);
  expectLines(html, step);
  expect(html).toContain("&lt;b&gt;&amp;&quot;quoted&quot;&lt;/b&gt;");
  expect(html).not.toContain("<b>");
  expect(html).toContain(`href="${generatorURL.replace("&", "&amp;")}"`);
  expect(html).toContain(step.colour);
  expect(html).toContain(step.reason);
}
