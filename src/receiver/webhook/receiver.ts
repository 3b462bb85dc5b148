import type { Receiver } from "../receiver.ts";
import { type WebhookSettings, webhookConfig } from "./config.ts";
import { renderWebhook } from "./render.ts";
import { sendWebhook, WEBHOOK_MAX_SUBREQUESTS } from "./send.ts";

/** Anything that takes Alertmanager's version 4 webhooks. */
export const webhook: Receiver<WebhookSettings, string> = {
  config: webhookConfig,
  maxSubrequests: WEBHOOK_MAX_SUBREQUESTS,
  render: renderWebhook,
  send: sendWebhook,
};
