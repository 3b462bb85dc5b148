import { type Fields, flag, flagIfTrue, secret, text } from "../../config/original/field.ts";
import { httpConfig } from "../../config/original/http.ts";
import type { OriginalKind } from "../../config/original/kind.ts";
import { goDurationUnlessZero } from "../original-duration.ts";

const fields: Fields = {
  send_resolved: flag(true),
  http_config: httpConfig,
  user_key: secret,
  user_key_file: text(),
  token: secret,
  token_file: text(),
  title: text('{{ template "pushover.default.title" . }}'),
  message: text('{{ template "pushover.default.message" . }}'),
  url: text('{{ template "pushover.default.url" . }}'),
  url_title: text(),
  device: text(),
  sound: text(),
  priority: text('{{ if eq .Status "firing" }}2{{ else }}0{{ end }}'),
  retry: goDurationUnlessZero("1m0s"),
  expire: goDurationUnlessZero("1h0m0s"),
  ttl: goDurationUnlessZero(),
  html: flagIfTrue,
  monospace: flagIfTrue,
};

export const pushoverOriginal: OriginalKind = { fields, inherits: { http_config: "http_config" } };
