import {
  duration,
  type Fields,
  flag,
  flagIfGiven,
  secret,
  secretIfGiven,
  secretUrl,
  text,
  textOf,
  url,
} from "./field.ts";
import { httpConfigByDefault, tlsConfigByDefault } from "./http.ts";
import type { Node } from "./node.ts";

/** `global:` of Alertmanager 0.33.1. */
export const globalFields: Fields = {
  resolve_timeout: duration("5m"),
  http_config: httpConfigByDefault,
  jira_api_url: url(),
  smtp_from: text(),
  smtp_hello: text("localhost"),
  smtp_smarthost: hostPort,
  smtp_auth_username: text(),
  smtp_auth_password: secret,
  smtp_auth_password_file: text(),
  smtp_auth_secret: secret,
  smtp_auth_secret_file: text(),
  smtp_auth_identity: text(),
  smtp_require_tls: flag(true),
  smtp_tls_config: tlsConfigByDefault,
  smtp_force_implicit_tls: flagIfGiven,
  slack_api_url: secretUrl,
  slack_api_url_file: text(),
  slack_app_token: secret,
  slack_app_token_file: text(),
  slack_app_url: url("https://slack.com/api/chat.postMessage"),
  pagerduty_url: url("https://events.pagerduty.com/v2/enqueue"),
  opsgenie_api_url: url("https://api.opsgenie.com/"),
  opsgenie_api_key: secret,
  opsgenie_api_key_file: text(),
  wechat_api_url: url("https://qyapi.weixin.qq.com/cgi-bin/"),
  wechat_api_secret: secret,
  wechat_api_secret_file: text(),
  wechat_api_corp_id: text(),
  victorops_api_url: url("https://alert.victorops.com/integrations/generic/20131114/alert/"),
  victorops_api_key: secret,
  victorops_api_key_file: text(),
  telegram_api_url: url("https://api.telegram.org"),
  telegram_bot_token: secret,
  telegram_bot_token_file: text(),
  webex_api_url: url("https://webexapis.com/v1/messages"),
  rocketchat_api_url: url("https://open.rocket.chat/"),
  rocketchat_token: secretIfGiven,
  rocketchat_token_file: text(),
  rocketchat_token_id: secretIfGiven,
  rocketchat_token_id_file: text(),
  mattermost_webhook_url: secretUrl,
  mattermost_webhook_url_file: text(),
};

/** Those that amtool 0.25 does not know: left out while they hold their default. */
export const newerGlobals = ["smtp_tls_config", "slack_app_url", "rocketchat_api_url"];

/** `host:port`; brackets stay around an IPv6 address alone. */
export function hostPort(node: Node | undefined): string | undefined {
  return textOf(node).replace(/^\[([^\]:]*)\]/, "$1") || undefined;
}
