import type { ReceiverKindConfig } from "../config/config.ts";
import { renderConsole } from "./console/render.ts";
import { sendConsole } from "./console/send.ts";
import { discordConfig } from "./discord/config.ts";
import { renderDiscord } from "./discord/render.ts";
import { DISCORD_MAX_SUBREQUESTS, sendDiscord } from "./discord/send.ts";
import { emailConfig } from "./email/config.ts";
import { renderEmail } from "./email/render.ts";
import { EMAIL_MAX_SUBREQUESTS, sendEmail } from "./email/send.ts";
import type { Receiver } from "./receiver.ts";
import { slackConfig } from "./slack/config.ts";
import { renderSlack } from "./slack/render.ts";
import { SLACK_MAX_SUBREQUESTS, sendSlack } from "./slack/send.ts";
import { webhookConfig } from "./webhook/config.ts";
import { renderWebhook } from "./webhook/render.ts";
import { sendWebhook, WEBHOOK_MAX_SUBREQUESTS } from "./webhook/send.ts";

export type ReceiverKind = "console" | "discord" | "email" | "slack" | "webhook";

/** What delivering needs of a kind: all but how it is configured. */
export type Channel = Omit<Receiver<unknown, unknown>, "config">;

/**
 * Every kind that a stored row may name. The settings and message of a kind are known to that kind alone,
 * which is why they are `unknown` to everybody else.
 */
export const receivers = {
  // Without `config`: it is never configured, only put in place of receivers whose secrets are not set.
  console: { maxSubrequests: 0, render: renderConsole, send: sendConsole },
  discord: {
    config: discordConfig,
    maxSubrequests: DISCORD_MAX_SUBREQUESTS,
    render: renderDiscord,
    send: sendDiscord,
  },
  email: {
    config: emailConfig,
    maxSubrequests: EMAIL_MAX_SUBREQUESTS,
    render: renderEmail,
    send: sendEmail,
  },
  slack: {
    config: slackConfig,
    maxSubrequests: SLACK_MAX_SUBREQUESTS,
    render: renderSlack,
    send: sendSlack,
  },
  webhook: {
    config: webhookConfig,
    maxSubrequests: WEBHOOK_MAX_SUBREQUESTS,
    render: renderWebhook,
    send: sendWebhook,
  },
} satisfies { readonly [kind in ReceiverKind]: Channel & Partial<Receiver<unknown, unknown>> };

/** The kinds that a routing file can name, each with its `<kind>_configs` key. */
export const receiverKinds: readonly ReceiverKindConfig[] = Object.values(receivers).flatMap((receiver) =>
  "config" in receiver ? [receiver.config] : [],
);

/** The channel of a stored row's kind; undefined when this version has none of that name. */
export function channelOf(kind: string): Channel | undefined {
  return Object.hasOwn(receivers, kind) ? receivers[kind as ReceiverKind] : undefined; // It has just been asked.
}
