import type {
  GlobalConfig,
  Issue,
  ReceiverKindConfig,
  ResolvedIntegration,
  SecretRef,
} from "../../config/config.ts";
import { defined } from "../../config/defined.ts";
import { errorAt, parseNode } from "../../config/field.ts";
import { type HttpSettings, inheritHttp } from "../../config/http.ts";
import { resolution } from "../resolution.ts";
import { isTemplated, literalOf } from "../template.ts";
import { unusedFieldIssues } from "../unused-fields.ts";
import { chooseAccess } from "./access.ts";
import { slackOriginal } from "./original.ts";
import { type RawSlack, slackSchema } from "./schema.ts";
import type { SlackAccess, SlackSettings } from "./settings.ts";
import { slackUnused } from "./unused.ts";

/** `slack_configs`: an incoming webhook, or a bot that edits its own message. */
export const slackConfig: ReceiverKindConfig = {
  kind: "slack",
  key: "slack_configs",
  globals: [
    "slack_api_url",
    "slack_api_url_file",
    "slack_app_token",
    "slack_app_token_file",
    "slack_app_url",
  ],
  original: slackOriginal,
  resolve,
};

function resolve(raw: unknown, global: GlobalConfig): ResolvedIntegration {
  const parsed = parseNode(slackSchema, raw, [], "slack_configs");
  if (!parsed.ok) return { settings: undefined, sendResolved: false, secrets: [], issues: parsed.error };
  const node = parsed.value;
  const http = inheritHttp(node.http_config, global);
  const { access, issues: accessIssues } = chooseAccess(node, global, http.settings);
  const issues = [...accessIssues, ...channelIssues(node, access), ...unusedFieldIssues(node, slackUnused)];
  const settings = access && settingsOf(node, access, http.settings);
  return resolution(settings, node.send_resolved, refsOf(access), http, issues);
}

function settingsOf(node: RawSlack, access: SlackAccess, http: HttpSettings): SlackSettings {
  return {
    access,
    http,
    update: node.update_message ?? true,
    ...defined({
      channel: literalOf(node.channel),
      username: literalOf(node.username),
      iconEmoji: literalOf(node.icon_emoji),
      iconUrl: literalOf(node.icon_url),
    }),
  };
}

/** A bot has no channel of its own, as a webhook has: without a literal one nothing could be delivered. */
function channelIssues({ channel = "" }: RawSlack, access: SlackAccess | undefined): readonly Issue[] {
  if (access?.kind !== "app" || (channel !== "" && !isTemplated(channel))) return [];
  const what = channel === "" ? "without a channel" : `to the templated channel "${channel}"`;
  return [
    errorAt(["channel"], `Cannot post with a bot token ${what}: name one, templates are not executed here`),
  ];
}

function refsOf(access: SlackAccess | undefined): readonly SecretRef[] {
  if (access === undefined) return [];
  return access.kind === "app" ? [access.token] : [access.url];
}
