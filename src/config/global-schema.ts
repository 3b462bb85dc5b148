import * as z from "zod";
import { durationSchema } from "./duration.ts";
import { flag, httpUrl, secretUrl, text } from "./field.ts";

/** Upstream's default. */
export const DEFAULT_RESOLVE_TIMEOUT_MS = 300_000;

const hostPort = text.refine((value) => value === "" || /^(?:[^:[\]]*|\[[^\]]*\]):[^:]+$/.test(value), {
  error: (issue) => `address ${JSON.stringify(issue.input)}: expected host:port`,
});

/** `global:` of Alertmanager 0.34, for every kind of receiver that it knows. */
export const globalSchema = z.strictObject({
  resolve_timeout: durationSchema.default(DEFAULT_RESOLVE_TIMEOUT_MS),
  http_config: z.unknown().optional(),
  smtp_from: text.optional(),
  smtp_hello: text.optional(),
  smtp_smarthost: hostPort.optional(),
  smtp_auth_username: text.optional(),
  smtp_auth_password: text.optional(),
  smtp_auth_password_file: text.optional(),
  smtp_auth_secret: text.optional(),
  smtp_auth_secret_file: text.optional(),
  smtp_auth_identity: text.optional(),
  smtp_require_tls: flag.default(true),
  smtp_tls_config: z.unknown().optional(),
  smtp_force_implicit_tls: flag.optional(),
  slack_api_url: secretUrl.optional(),
  slack_api_url_file: text.optional(),
  slack_app_token: text.optional(),
  slack_app_token_file: text.optional(),
  slack_app_url: httpUrl.optional(),
  pagerduty_url: httpUrl.optional(),
  opsgenie_api_url: httpUrl.optional(),
  opsgenie_api_key: text.optional(),
  opsgenie_api_key_file: text.optional(),
  wechat_api_url: httpUrl.optional(),
  wechat_api_secret: text.optional(),
  wechat_api_secret_file: text.optional(),
  wechat_api_corp_id: text.optional(),
  victorops_api_url: httpUrl.optional(),
  victorops_api_key: text.optional(),
  victorops_api_key_file: text.optional(),
  telegram_api_url: httpUrl.optional(),
  telegram_bot_token: text.optional(),
  telegram_bot_token_file: text.optional(),
  webex_api_url: httpUrl.optional(),
  jira_api_url: httpUrl.optional(),
  rocketchat_api_url: httpUrl.optional(),
  rocketchat_token: text.optional(),
  rocketchat_token_file: text.optional(),
  rocketchat_token_id: text.optional(),
  rocketchat_token_id_file: text.optional(),
  mattermost_webhook_url: secretUrl.optional(),
  mattermost_webhook_url_file: text.optional(),
});

export type RawGlobal = z.infer<typeof globalSchema>;
