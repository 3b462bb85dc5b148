import { makeAuthority } from "./authority.ts";
import { type EdgeProcess, startEdgeProcess } from "./edge.ts";
import { discordStandIn, slackStandIn, webhookStandIn } from "./providers.ts";
import type { Scene } from "./scene.ts";
import { MailServer } from "./smtp.ts";
import type { StandIn } from "./stand-in.ts";

/** An edge whose one receiver has every kind of integration, and what stands for their providers. */
export interface AllKinds {
  readonly edge: EdgeProcess;
  readonly slack: StandIn;
  readonly discord: StandIn;
  readonly webhook: StandIn;
  readonly mail: MailServer;
}

export const SLACK_HOOK = "/services/T0/B0/hook";
export const DISCORD_HOOK = "/api/webhooks/42/token";
export const REPEATED_HOOK = "/api/webhooks/43/token";
export const SLACK_TOKEN = "xoxb-of-the-test";
const MAIL_PASSWORD = "sesame";

export async function startAllKinds(scene: Scene, groupIntervalMs: number): Promise<AllKinds> {
  const [slack, discord, webhook] = [
    await scene.add(slackStandIn()),
    await scene.add(discordStandIn()),
    await scene.add(webhookStandIn()),
  ];
  const authority = await makeAuthority();
  const certificate = await authority.server("localhost");
  const mail = await scene.add(new MailServer({ certificate, password: MAIL_PASSWORD }).start());
  const edge = await startEdgeProcess(scene, {
    routing: routing({ slack, discord, webhook, mail }, groupIntervalMs),
    edge: "external_url: https://watch.example.test\ntimezone: Europe/Berlin\n",
    secrets: {
      SLACK_API_URL: `${slack.url}${SLACK_HOOK}`,
      SLACK_APP_TOKEN: SLACK_TOKEN,
      DISCORD_WEBHOOK_URL: `${discord.url}${DISCORD_HOOK}`,
      SMTP_AUTH_PASSWORD: MAIL_PASSWORD,
      SSL_CERT_FILE: await scene.file("mail-authority.pem", authority.certificate),
    },
  });
  return { edge, slack, discord, webhook, mail };
}

function routing({ slack, discord, webhook, mail }: Omit<AllKinds, "edge">, groupIntervalMs: number) {
  return `
global:
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
  - name: again
    discord_configs: [{ webhook_url: "${discord.url}${REPEATED_HOOK}", send_resolved: true }]
    webhook_configs: [{ url: "${webhook.url}/again", send_resolved: true }]
`;
}
