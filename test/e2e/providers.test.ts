import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RETRY_INITIAL_MS, RETRY_JITTER } from "../../src/notify/retry.ts";
import { SEND_TIMEOUT_MS } from "../../src/router/courier.do.ts";
import { makeAuthority } from "./harness/authority.ts";
import type { Caller } from "./harness/caller.ts";
import { type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { Paths } from "./harness/paths.ts";
import { discordAnswers, slackAnswers } from "./harness/providers.ts";
import { Scene } from "./harness/scene.ts";
import { MailServer } from "./harness/smtp.ts";
import { type Answer, StandIn } from "./harness/stand-in.ts";
import { TICK_ROUTE, tickPassed, tickReceiver } from "./harness/ticks.ts";
import { until } from "./harness/until.ts";
import { bodyOf, webhookAlert, webhookBody } from "./harness/webhook.ts";

const GROUP_INTERVAL_MS = 1_000;
/** The shortest first wait, and the shortest second one. */
const FIRST_WAIT_MS = RETRY_INITIAL_MS * (1 - RETRY_JITTER);
const SECOND_WAIT_MS = 2 * FIRST_WAIT_MS;
/** A row may come this much later than its wait on a busy machine before we call it late. */
const SLACK_MS = 3_000;

/** Enough that their waits, in fractions of a millisecond, meet every moment in which an alarm can ring. */
const FLAKY_GROUPS = 150;

const OK: Answer = { status: 200 };

/** Temporary failures: what the provider says in turn, then 200; and the least time between its requests. */
const temporary: readonly {
  readonly name: string;
  readonly answers: readonly Answer[];
  readonly waitsMs: readonly number[];
}[] = [
  {
    name: "500",
    answers: [{ status: 500, body: "oops" }, { status: 502 }],
    waitsMs: [FIRST_WAIT_MS, SECOND_WAIT_MS],
  },
  { name: "429", answers: [{ status: 429, headers: { "Retry-After": "3" } }], waitsMs: [3_000] },
  {
    name: "429-date",
    answers: [{ status: 429, headers: { "Retry-After": "later" } }],
    waitsMs: [FIRST_WAIT_MS],
  },
  { name: "503", answers: [{ status: 503, headers: { "Retry-After": "2" } }], waitsMs: [2_000] },
  { name: "reset", answers: ["reset", "reset"], waitsMs: [FIRST_WAIT_MS, SECOND_WAIT_MS] },
  { name: "close", answers: ["close"], waitsMs: [FIRST_WAIT_MS] },
  { name: "hang", answers: ["hang"], waitsMs: [SEND_TIMEOUT_MS + FIRST_WAIT_MS] },
];

describe("a provider that fails", () => {
  const scene = new Scene();
  const paths = new Paths();
  const mortal = new StandIn();
  let mails: Readonly<Record<"greylisting" | "password" | "plain", MailServer>>;
  let edge: EdgeProcess;
  let sender: Caller;

  beforeAll(async () => {
    await scene.add(paths.start());
    await scene.add(mortal.start());
    const authority = await makeAuthority();
    const certificate = await authority.server("localhost");
    const mail = () => scene.add(new MailServer({ certificate, password: "sesame" }).start());
    mails = { greylisting: await mail(), password: await mail(), plain: await mail() };
    edge = await startEdgeProcess(scene, {
      routing: routing(),
      secrets: {
        SLACK_APP_TOKEN: "xoxb-of-the-test",
        SMTP_AUTH_PASSWORD: "sesame",
        SSL_CERT_FILE: await scene.file("mail-authority.pem", authority.certificate),
      },
    });
    sender = await scene.add(edge.as("alertmanager"));
  });
  afterAll(() => scene.end());

  const seen = () => edge.output();

  /** Posts one group's alerts; `to` is the receiver, `states` the status of each instance. */
  async function post(to: string, states: Readonly<Record<string, "firing" | "resolved">>): Promise<void> {
    const alerts = Object.entries(states).map(([instance, status]) => {
      const labels = { alertname: "Broken", to, instance, severity: "critical" };
      return webhookAlert(labels, {
        status,
        startsAt: STARTED,
        annotations: { summary: `${instance} is broken` },
      });
    });
    const reply = await sender.post(
      "/webhook/alertmanager",
      webhookBody(alerts, { alertname: "Broken", to }),
    );
    expect(reply.status).toBe(200);
  }

  it.concurrent.for(temporary)(
    "$name: the row waits, comes again after its wait, and is delivered once",
    async (row, { expect }) => {
      const { name, answers, waitsMs } = row;
      const path = `/hook/${name}`;
      paths.script(path, (_, index) => answers[index] ?? OK);
      await post(name, { a: "firing" });
      await until(`the delivery after ${name}`, () => paths.delivered(path).length > 0, { seen });
      await tickPassed(sender, paths.server);
      const requests = paths.requests(path);
      expect(requests.map(({ answer }) => answer)).toEqual([...answers, OK]);
      for (const [index, waitMs] of waitsMs.entries()) {
        const gapMs = (requests[index + 1]?.at ?? 0) - (requests[index]?.at ?? 0);
        expect(gapMs, `wait ${index + 1}`).toBeGreaterThanOrEqual(waitMs);
        expect(gapMs, `wait ${index + 1}`).toBeLessThan(waitMs * (1 + 2 * RETRY_JITTER) * 1.3 + SLACK_MS);
      }
      expect(requests.map(({ text }) => text)).toEqual(requests.map(() => requests[0]?.text));
    },
  );

  it.concurrent("400: each tick of the group tries once, without a faster retry, until it is taken", async ({
    expect,
  }) => {
    paths.script("/hook/400", (_, index) => (index < 3 ? { status: 400, body: "bad field" } : OK));
    await post("400", { a: "firing" });
    await until("the delivery after three refusals", () => paths.delivered("/hook/400").length > 0, { seen });
    await tickPassed(sender, paths.server);
    const requests = paths.requests("/hook/400");
    expect(requests.length).toBe(4);
    for (const [index, { at }] of requests.slice(1).entries()) {
      expect(at - (requests[index]?.at ?? 0)).toBeGreaterThanOrEqual(GROUP_INTERVAL_MS * 0.8);
    }
  });

  it.concurrent("many rows that each fail twice all come again in time: no alarm between them is lost", async ({
    expect,
  }) => {
    const groups = Array.from({ length: FLAKY_GROUPS }, (_, index) => `flaky ${index}`);
    const tries = new Map<string, number>();
    paths.script("/hook/flaky", ({ json }) => {
      const key = bodyOf({ json }).groupKey;
      tries.set(key, (tries.get(key) ?? 0) + 1);
      return (tries.get(key) ?? 0) < 3 ? { status: 500 } : OK;
    });
    const alerts = groups.map((to) => webhookAlert({ alertname: "Flaky", to }));
    const reply = await sender.post("/webhook/alertmanager", webhookBody(alerts, { alertname: "Flaky" }));
    expect(reply.status).toBe(200);
    const told = () => new Set(paths.delivered("/hook/flaky").map((one) => bodyOf(one).groupKey)).size;
    // Nobody posts meanwhile but the other suites; the edge's own clock would help only at the full minute.
    await until("all of them", () => told() === FLAKY_GROUPS, { seen: () => told() });
    expect([...tries.values()]).toEqual(groups.map(() => 3));
  });

  it.concurrent("one that dies and returns gets the newest state, once, and nothing of those between", async ({
    expect,
  }) => {
    await mortal.stop();
    await post("mortal", { a: "firing" });
    await until("a first attempt", () => seen().includes('"integration":"mortal/webhook/0"'), { seen });
    await post("mortal", { a: "firing", b: "firing" });
    await tickPassed(sender, paths.server);
    await post("mortal", { a: "resolved", b: "firing", c: "firing" });
    await tickPassed(sender, paths.server);
    expect(mortal.requests).toEqual([]);
    await mortal.start();
    await until("the delivery", () => mortal.delivered.length > 0, { seen });
    await tickPassed(sender, paths.server);
    const told = mortal.delivered.map((one) =>
      bodyOf(one).alerts.map(({ labels, status }) => [labels["instance"], status]),
    );
    expect(told).toEqual([
      [
        ["a", "resolved"],
        ["b", "firing"],
        ["c", "firing"],
      ],
    ]);
  });

  it.concurrent("an alert that came and went meanwhile is told with its end, from when to when", async ({
    expect,
  }) => {
    paths.script("/discord/late", (_, index) =>
      index < 3 ? { status: 500 } : { status: 200, body: { id: "77" } },
    );
    paths.script("/hook/late", (_, index) => (index < 3 ? { status: 500 } : OK));
    await post("late", { a: "firing" });
    await until(
      "a first attempt each",
      () => paths.requests("/discord/late").length > 0 && paths.requests("/hook/late").length > 0,
    );
    await post("late", { a: "resolved" });
    await until(
      "both deliveries",
      () => paths.delivered("/discord/late").length + paths.delivered("/hook/late").length >= 2,
      { seen },
    );
    await tickPassed(sender, paths.server);
    const cards = paths.delivered("/discord/late");
    expect(cards.map(({ method }) => method)).toEqual(["POST"]);
    expect(cards[0]?.json).toMatchObject({ content: "[RESOLVED:1] critical Broken: a is broken" });
    expect(cards[0]?.text).toContain(`fired from 2026-11-22 18:33:54 UTC to `);
    expect(cards[0]?.text).toContain("could not be delivered in time");
    const bodies = paths.delivered("/hook/late").map(bodyOf);
    expect(bodies).toMatchObject([
      { status: "resolved", alerts: [{ status: "resolved", startsAt: STARTED }] },
    ]);
  });

  it.concurrent("Slack's ok:false in a 200 is a failure: final ones wait for the next tick, limits for their time", async ({
    expect,
  }) => {
    const refusals: readonly Answer[] = [
      { status: 200, body: { ok: false, error: "channel_not_found" } },
      { status: 200, headers: { "Retry-After": "3" }, body: { ok: false, error: "ratelimited" } },
    ];
    const takes = slackAnswers();
    paths.script("/api", (request, index) => refusals[index] ?? takes(request, index));
    await post("slack", { a: "firing" });
    await until("Slack to take it", () => paths.requests("/api").length >= 3, { seen });
    await tickPassed(sender, paths.server);
    const at = paths.requests("/api").map((one) => one.at);
    expect(at.length).toBe(3);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(GROUP_INTERVAL_MS * 0.8);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(3_000);
    expect(seen()).toMatch(/"kind":"slack".*"failure":"client_error","status":"200".*channel_not_found/);
  });

  it.concurrent("Discord's 429 is waited out by its own clock, and the next edit finds the card", async ({
    expect,
  }) => {
    const takes = discordAnswers();
    const limit = {
      status: 429,
      headers: { "X-RateLimit-Bucket": "x" },
      body: { retry_after: 2.5, global: false },
    };
    paths.script("/discord/limited", (request, index) => (index === 0 ? limit : takes(request, index)));
    await post("limited", { a: "firing" });
    await until("the card", () => paths.delivered("/discord/limited").length === 1, { seen });
    await post("limited", { a: "resolved" });
    await until("its edit", () => paths.delivered("/discord/limited").length === 2, { seen });
    const [refused, card, edit] = paths.requests("/discord/limited");
    expect((card?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(2_500);
    expect(edit).toMatchObject({ method: "PATCH", path: "/discord/limited/messages/100000000000000001" });
  });

  it.concurrent("a 429 that names no limit bans our address: not even a newer state asks again soon", async ({
    expect,
  }) => {
    paths.script("/discord/banned", () => ({ status: 429, body: "error code: 1015" }));
    await post("banned", { a: "firing" });
    await until("the ban", () => seen().includes('"integration":"banned/discord/0"'), { seen });
    await post("banned", { a: "firing", b: "firing" });
    for (let tick = 0; tick < 4; tick++) await tickPassed(sender, paths.server);
    expect(paths.requests("/discord/banned").length).toBe(1);
    expect(seen()).toMatch(
      /"integration":"banned\/discord\/0".*"outcome":"retried","failure":"rate_limited","status":"429"/,
    );
  });

  it.concurrent("SMTP 450: the mail waits and is taken later, once", async ({ expect }) => {
    const { greylisting: server } = mails;
    server.reply = 450;
    await post("greylisting", { a: "firing" });
    await until("two refusals", () => server.recipients.length >= 2, { seen });
    server.reply = 250;
    await until("the mail", () => server.mails.length > 0, { seen });
    await tickPassed(sender, paths.server);
    expect(server.mails.length).toBe(1);
    const [first, second, third] = server.recipients.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(FIRST_WAIT_MS);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(SECOND_WAIT_MS);
  });

  it.concurrent("SMTP 535: the refused login ends the row, and the next tick tries again", async ({
    expect,
  }) => {
    const { password: server } = mails;
    server.password = "changed";
    await post("password", { a: "firing" });
    await until("two refused logins", () => server.logins.length >= 2, { seen });
    server.password = "sesame";
    await until("the mail", () => server.mails.length > 0, { seen });
    await tickPassed(sender, paths.server);
    expect(server.mails.length).toBe(1);
    expect(server.logins.every(({ encrypted }) => encrypted)).toBe(true);
    const [first, second] = server.logins.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(GROUP_INTERVAL_MS * 0.8);
    expect(seen()).toMatch(/"kind":"email".*"outcome":"failed","failure":"auth_error","status":"535"/);
  });

  it.concurrent("SMTP without STARTTLS: no login, no mail, until it is offered again", async ({ expect }) => {
    const { plain: server } = mails;
    server.offersStartTls = false;
    await post("plain", { a: "firing" });
    await until("two attempts", () => server.connections.length >= 2, { seen });
    expect(server.logins).toEqual([]);
    expect(server.mails).toEqual([]);
    server.offersStartTls = true;
    await until("the mail", () => server.mails.length > 0, { seen });
    await tickPassed(sender, paths.server);
    expect(server.mails.map(({ encrypted }) => encrypted)).toEqual([true]);
    const [first, second] = server.connections;
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(FIRST_WAIT_MS);
  });

  function routing(): string {
    const hooks = [...temporary.map(({ name }) => name), "400"];
    const mail = Object.entries(mails).map(([to, { port }]) => [
      to,
      `email_configs: [{ to: ops@example.org, smarthost: "localhost:${port}", send_resolved: true }]`,
    ]);
    const discord = (name: string) => `discord_configs: [{ webhook_url: "${paths.url}/discord/${name}" }]`;
    const receivers: readonly (readonly string[])[] = [
      ...hooks.map((to) => [to, `webhook_configs: [{ url: "${paths.url}/hook/${to}" }]`]),
      ["mortal", `webhook_configs: [{ url: "${mortal.url}/" }]`],
      ["late", `webhook_configs: [{ url: "${paths.url}/hook/late" }]`, discord("late")],
      [
        "slack",
        `slack_configs: [{ channel: "#c", app_token_file: /s/slack_app_token, app_url: "${paths.url}/api/chat.postMessage", send_resolved: true }]`,
      ],
      ["limited", discord("limited")],
      ["banned", discord("banned")],
      ["flaky.*", `webhook_configs: [{ url: "${paths.url}/hook/flaky" }]`],
      ...mail,
    ];
    return `
global:
  smtp_from: farwatch@example.org
  smtp_auth_username: farwatch@example.org
  smtp_auth_password_file: /run/secrets/smtp_auth_password
route:
  receiver: nobody
  group_by: [alertname, to]
  group_wait: 0s
  group_interval: ${GROUP_INTERVAL_MS}ms
  repeat_interval: 4h
  routes:
    - ${TICK_ROUTE}
${receivers.map(([to]) => `    - { matchers: ['to=~"${to}"'], receiver: "${to}" }`).join("\n")}
receivers:
  - name: nobody
  - ${tickReceiver(paths.url)}
${receivers.map(([to, ...kinds]) => `  - name: "${to}"\n    ${kinds.join("\n    ")}`).join("\n")}
`;
  }
});

const STARTED = "2026-11-22T18:33:54.115211746Z";
