import * as z from "zod";
import { flag, httpUrl, text } from "../../config/field.ts";
import { timeoutSchema } from "../go-duration.ts";

const nonEmpty = (missing: string) => text.default("").refine((value) => value !== "", { error: missing });

const confirmation = z.strictObject({
  text: nonEmpty("missing text in Slack confirmation configuration"),
  title: text.optional(),
  ok_text: text.optional(),
  dismiss_text: text.optional(),
});

const action = z
  .strictObject({
    type: nonEmpty("missing type in Slack action configuration"),
    text: nonEmpty("missing text in Slack action configuration"),
    url: text.optional(),
    style: text.optional(),
    name: text.optional(),
    value: text.optional(),
    confirm: confirmation.optional(),
  })
  .refine(({ url = "", name = "" }) => url !== "" || name !== "", {
    error: "missing name or url in Slack action configuration",
  });

const field = z.strictObject({
  title: nonEmpty("missing title in Slack field configuration"),
  value: nonEmpty("missing value in Slack field configuration"),
  short: flag.optional(),
});

/** Upstream's `slack_configs` entry (0.34), every field and no other. */
export const slackSchema = z.strictObject({
  send_resolved: flag.default(false),
  http_config: z.unknown().optional(),
  api_url: httpUrl.optional(),
  api_url_file: text.optional(),
  app_token: text.optional(),
  app_token_file: text.optional(),
  app_url: httpUrl.optional(),
  channel: text.optional(),
  username: text.optional(),
  color: text.optional(),
  title: text.optional(),
  title_link: text.optional(),
  pretext: text.optional(),
  text: text.optional(),
  message_text: text.optional(),
  fields: z.array(field).optional(),
  short_fields: flag.optional(),
  footer: text.optional(),
  fallback: text.optional(),
  callback_id: text.optional(),
  icon_emoji: text.optional(),
  icon_url: text.optional(),
  image_url: text.optional(),
  thumb_url: text.optional(),
  link_names: flag.optional(),
  mrkdwn_in: z.array(text).optional(),
  actions: z.array(action).optional(),
  update_message: flag.optional(),
  timeout: timeoutSchema.optional(),
});

export type RawSlack = z.output<typeof slackSchema>;
