import { type Fields, flag, secretUrl, text } from "../../config/original/field.ts";
import { httpConfig } from "../../config/original/http.ts";
import type { OriginalKind } from "../../config/original/kind.ts";

const fields: Fields = {
  send_resolved: flag(true),
  http_config: httpConfig,
  webhook_url: secretUrl,
  webhook_url_file: text(),
  content: text(),
  title: text('{{ template "discord.default.title" . }}'),
  message: text('{{ template "discord.default.message" . }}'),
  username: text(),
  avatar_url: text(),
};

export const discordOriginal: OriginalKind = { fields, inherits: { http_config: "http_config" } };
