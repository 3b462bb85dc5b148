import * as z from "zod";
import type { GlobalConfig, Issue, ReceiverKindConfig, ResolvedIntegration } from "../../config/config.ts";
import { errorAt, flag, httpUrl, parseNode, text, warningAt } from "../../config/field.ts";
import { inheritHttp } from "../../config/http.ts";
import { chooseSecret, secretNames } from "../../config/secret.ts";
import { isTemplated } from "../template.ts";
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

type RawDiscord = z.output<typeof discordSchema>;

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
  const url = chooseSecret(node, "webhook_url");
  const http = inheritHttp(node.http_config, global);
  const isMissing = url.ref === undefined && url.issues.length === 0;
  const missing = isMissing ? [errorAt([], "one of webhook_url or webhook_url_file must be configured")] : [];
  const issues = [...url.issues, ...missing, ...http.issues, ...unusedFieldIssues(node)];
  const isBroken = url.ref === undefined || issues.some(({ severity }) => severity === "error");
  const settings: DiscordSettings | undefined = isBroken
    ? undefined
    : { webhookUrl: url.ref, http: http.settings, ...identityOf(node) };
  const secrets = [...new Set([...secretNames([url.ref]), ...http.secrets])];
  return { settings, sendResolved: node.send_resolved, secrets, issues };
}

function identityOf({ username = "", avatar_url: avatarUrl = "" }: RawDiscord) {
  return {
    ...(username === "" || isTemplated(username) ? {} : { username }),
    ...(avatarUrl === "" || isTemplated(avatarUrl) ? {} : { avatarUrl }),
  };
}

function unusedFieldIssues(node: RawDiscord): readonly Issue[] {
  const replaced = (["content", "title", "message"] as const).filter((field) => node[field] !== undefined);
  const templated = (["username", "avatar_url"] as const).filter((field) => isTemplated(node[field] ?? ""));
  return [
    ...replaced.map((field) =>
      warningAt([field], `${field} is not used: our own message stands in its place`),
    ),
    ...templated.map((field) =>
      warningAt([field], `${field} holds a template, which is not executed here: the webhook's own is used`),
    ),
  ];
}
