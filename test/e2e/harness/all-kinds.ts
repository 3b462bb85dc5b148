import { makeAuthority } from "./authority.ts";
import { type EdgeProcess, startEdgeProcess } from "./edge.ts";
import {
  discordStandIn,
  ntfyStandIn,
  pagerdutyStandIn,
  slackStandIn,
  telegramStandIn,
  webhookStandIn,
} from "./providers.ts";
import type { Scene } from "./scene.ts";
import { MailServer } from "./smtp.ts";
import type { StandIn } from "./stand-in.ts";

/** An edge whose one receiver has every kind of integration, and what stands for their providers. */
export interface AllKinds {
  readonly edge: EdgeProcess;
  readonly slack: StandIn;
  readonly discord: StandIn;
  readonly webhook: StandIn;
  readonly pagerduty: StandIn;
  readonly telegram: StandIn;
  readonly ntfy: StandIn;
  readonly mail: MailServer;
}

export const SLACK_HOOK = "/services/T0/B0/hook";
export const DISCORD_HOOK = "/api/webhooks/42/token";
export const REPEATED_HOOK = "/api/webhooks/43/token";
export const SLACK_TOKEN = "xoxb-of-the-test";
export const PAGERDUTY_KEY = "0123456789abcdef0123456789abcdef";
/** Where the incident goes that a silence acknowledges. */
export const ONCALL_PATH = "/oncall/v2/enqueue";
export const TELEGRAM_TOKEN = "42:token-of-the-test";
export const TELEGRAM_CHAT = "-1001234567890";
export const NTFY_TOKEN = "tk_of_the_test";
const MAIL_PASSWORD = "sesame";

export async function startAllKinds(scene: Scene, groupIntervalMs: number): Promise<AllKinds> {
  const [slack, discord, webhook, pagerduty, telegram, ntfy] = [
    await scene.add(slackStandIn()),
    await scene.add(discordStandIn()),
    await scene.add(webhookStandIn()),
    await scene.add(pagerdutyStandIn()),
    await scene.add(telegramStandIn()),
    await scene.add(ntfyStandIn()),
  ];
  const authority = await makeAuthority();
  const certificate = await authority.server("localhost");
  const mail = await scene.add(new MailServer({ certificate, password: MAIL_PASSWORD }).start());
  const edge = await startEdgeProcess(scene, {
    routing: routing({ slack, discord, webhook, pagerduty, telegram, mail }, groupIntervalMs),
    edge: edgeFile(ntfy),
    secrets: {
      SLACK_API_URL: `${slack.url}${SLACK_HOOK}`,
      SLACK_APP_TOKEN: SLACK_TOKEN,
      DISCORD_WEBHOOK_URL: `${discord.url}${DISCORD_HOOK}`,
      SMTP_AUTH_PASSWORD: MAIL_PASSWORD,
      PAGERDUTY_ROUTING_KEY: PAGERDUTY_KEY,
      TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
      NTFY_TOKEN,
      SSL_CERT_FILE: await scene.file("mail-authority.pem", authority.certificate),
    },
  });
  return { edge, slack, discord, webhook, pagerduty, telegram, ntfy, mail };
}

function edgeFile(ntfy: StandIn): string {
  return `
external_url: https://watch.example.test
timezone: Europe/Berlin
receivers:
  - name: everyone
    ntfy_configs: [{ url: "${ntfy.url}", topic: alerts, token_file: /run/secrets/ntfy_token }]
`;
}

type Routed = Pick<AllKinds, "slack" | "discord" | "webhook" | "pagerduty" | "telegram" | "mail">;

function routing(
  { slack, discord, webhook, pagerduty, telegram, mail }: Routed,
  groupIntervalMs: number,
): string {
  return `
global:
  pagerduty_url: ${pagerduty.url}/v2/enqueue
  telegram_api_url: ${telegram.url}
  slack_api_url_file: /run/secrets/slack_api_url
  smtp_smarthost: localhost:${mail.port}
  smtp_from: Farwatch <farwatch@example.org>
  smtp_auth_username: farwatch@example.org
  smtp_auth_password_file: /run/secrets/smtp_auth_password
route:
  receiver: everyone
  group_by: [alertname]
  group_wait: 0s
  group_interval: ${groupIntervalMs}ms
  repeat_interval: 4h
  routes:
    - { matchers: ['alertname=~"StillBroken|NotRenewed"'], receiver: again, repeat_interval: 2s }
    - { matchers: ['alertname="Acknowledged"'], receiver: oncall }
receivers:
  - name: everyone
    slack_configs:
      - { channel: "#alerts", send_resolved: true }
      - channel: "#bot"
        app_token_file: /run/secrets/slack_app_token
        app_url: ${slack.url}/api/chat.postMessage
        update_message: true
        send_resolved: true
    discord_configs: [{ webhook_url_file: /run/secrets/discord_webhook_url, send_resolved: true }]
    email_configs: [{ to: "ops@example.org, oncall@example.org", send_resolved: true }]
    webhook_configs: [{ url: "${webhook.url}/chain", send_resolved: true }]
    pagerduty_configs: [{ routing_key: <secret> }]
    telegram_configs: [{ bot_token: <secret>, chat_id: ${TELEGRAM_CHAT} }]
  - name: oncall
    pagerduty_configs: [{ routing_key: <secret>, url: "${pagerduty.url}${ONCALL_PATH}" }]
  - name: again
    discord_configs: [{ webhook_url: "${discord.url}${REPEATED_HOOK}", send_resolved: true }]
    webhook_configs: [{ url: "${webhook.url}/again", send_resolved: true }]
`;
}
