import type { YamlStruct } from "../../config/go-yaml/value.ts";
import {
  type Fields,
  flag,
  flagIfTrue,
  secret,
  text,
  url,
  wholeUnlessZero,
} from "../../config/original/field.ts";
import { httpConfig } from "../../config/original/http.ts";
import type { OriginalContext, OriginalKind } from "../../config/original/kind.ts";

const fields: Fields = {
  send_resolved: flag(true),
  http_config: httpConfig,
  api_url: url(),
  bot_token: secret,
  bot_token_file: text(),
  chat_id: wholeUnlessZero,
  chat_id_file: text(),
  message_thread_id: wholeUnlessZero,
  message: text('{{ template "telegram.default.message" . }}'),
  disable_notifications: flagIfTrue,
  parse_mode: text("HTML"),
};

export const telegramOriginal: OriginalKind = {
  fields,
  inherits: { http_config: "http_config", api_url: "telegram_api_url" },
  settle,
};

function settle(entry: YamlStruct, { global }: OriginalContext): YamlStruct {
  const hasToken = (entry.bot_token ?? entry.bot_token_file) !== undefined;
  const token = hasToken
    ? {}
    : { bot_token: global.telegram_bot_token, bot_token_file: global.telegram_bot_token_file };
  // The one address that is written even when there is none.
  return { ...entry, ...token, api_url: entry.api_url ?? null };
}
