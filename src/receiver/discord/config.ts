import * as z from "zod";
import type { GlobalConfig, ReceiverKindConfig, ResolvedIntegration } from "../../config/config.ts";
import { defined } from "../../config/defined.ts";
import { flag, httpUrl, parseNode, text } from "../../config/field.ts";
import { inheritHttp } from "../../config/http.ts";
import { requireSecret } from "../../config/secret.ts";
import { resolution } from "../resolution.ts";
import { literalOf } from "../template.ts";
import { OUR_MESSAGE, type UnusedFields, unusedFieldIssues } from "../unused-fields.ts";
import { discordOriginal } from "./original.ts";
import type { DiscordSettings } from "./settings.ts";

/** Upstream's `discord_configs` entry, every field and no other. */
const discordSchema = z.strictObject({
  send_resolved: flag.default(true),
  http_config: z.unknown().optional(),
  webhook_url: httpUrl.optional(),
  webhook_url_file: text.optional(),
  content: text.optional(),
  title: text.optional(),
  message: text.optional(),
  username: text.optional(),
  avatar_url: text.optional(),
});

const fields: UnusedFields<z.output<typeof discordSchema>> = {
  unused: { content: OUR_MESSAGE, title: OUR_MESSAGE, message: OUR_MESSAGE },
  literal: { username: "the webhook's own is used", avatar_url: "the webhook's own is used" },
};

/** `discord_configs`: a webhook of Discord, or of anything else that speaks its API. */
export const discordConfig: ReceiverKindConfig = {
  kind: "discord",
  key: "discord_configs",
  original: discordOriginal,
  resolve,
};

function resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration {
  const parsed = parseNode(discordSchema, raw, [], "discord_configs");
  if (!parsed.ok) return { settings: undefined, sendResolved: true, secrets: [], issues: parsed.error };
  const node = parsed.value;
  const http = inheritHttp(node.http_config, global);
  const url = requireSecret(node, "webhook_url");
  const issues = [...url.issues, ...unusedFieldIssues(node, fields)];
  const settings = url.ref && {
    webhookUrl: url.ref,
    http: http.settings,
    ...defined({ username: literalOf(node.username), avatarUrl: literalOf(node.avatar_url) }),
  };
  const refs = [url.ref];
  return resolution(settings satisfies DiscordSettings | undefined, node.send_resolved, refs, http, issues);
}
