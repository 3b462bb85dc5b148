import type { YamlStruct } from "../../config/go-yaml/value.ts";
import {
  type Fields,
  flag,
  flagIfGiven,
  list,
  readFields,
  secret,
  secretUrl,
  section,
  text,
  textOf,
  url,
} from "../../config/original/field.ts";
import { httpConfig } from "../../config/original/http.ts";
import type { OriginalContext, OriginalKind } from "../../config/original/kind.ts";
import type { Node } from "../../config/original/node.ts";
import { goDuration } from "../original-duration.ts";

const standard = (part: string) => text(`{{ template "slack.default.${part}" . }}`);

const actionFields: Fields = {
  type: text(),
  text: text(),
  url: text(),
  style: text(),
  name: text(),
  value: text(),
  confirm: section({ text: text(), title: text(), ok_text: text(), dismiss_text: text() }),
};

const fields: Fields = {
  send_resolved: flag(false),
  http_config: httpConfig,
  api_url: secretUrl,
  api_url_file: text(),
  app_token: secret,
  app_token_file: text(),
  app_url: url(),
  channel: text(),
  username: standard("username"),
  color: standard("color"),
  title: standard("title"),
  title_link: standard("titlelink"),
  pretext: standard("pretext"),
  text: standard("text"),
  message_text: text(),
  fields: list((node: Node) => readFields({ title: text(), value: text(), short: flagIfGiven }, node)),
  short_fields: flag(false),
  footer: standard("footer"),
  fallback: standard("fallback"),
  callback_id: standard("callbackid"),
  icon_emoji: standard("iconemoji"),
  icon_url: standard("iconurl"),
  image_url: text(),
  thumb_url: text(),
  link_names: flag(false),
  mrkdwn_in: list(textOf),
  actions: list(action),
  update_message: flag(false),
  timeout: goDuration,
};

export const slackOriginal: OriginalKind = {
  fields,
  inherits: { app_url: "slack_app_url", http_config: "http_config" },
  newer: ["app_url", "update_message", "timeout"],
  settle,
};

/** A link has no part in what a button does. */
function action(node: Node): YamlStruct {
  const read = readFields(actionFields, node);
  return read.url === undefined ? read : { ...read, name: undefined, value: undefined, confirm: undefined };
}

/**
 * A webhook or an authorization of its own keeps the global token out, and a token the global webhook. What Alertmanager
 * makes of a token besides, an `api_url` and an `authorization`, it would refuse to read back.
 */
function settle(entry: YamlStruct, { global }: OriginalContext): YamlStruct {
  const { app_token, app_token_file, api_url, api_url_file, http_config } = entry;
  if ((app_token ?? app_token_file ?? api_url ?? api_url_file) !== undefined) return entry;
  const { slack_app_token: token, slack_app_token_file: tokenFile } = global;
  const takesToken = (token ?? tokenFile) !== undefined && !isAuthorized(http_config);
  if (takesToken) return { ...entry, app_token: token, app_token_file: tokenFile };
  return { ...entry, api_url: global.slack_api_url, api_url_file: global.slack_api_url_file };
}

function isAuthorized(http: YamlStruct[string]): boolean {
  return (
    typeof http === "object" && http !== null && "authorization" in http && http.authorization !== undefined
  );
}
