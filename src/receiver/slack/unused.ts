import { OUR_MESSAGE, type UnusedFields } from "../unused-fields.ts";
import type { RawSlack } from "./schema.ts";

const unused: UnusedFields<RawSlack>["unused"] = {
  color: "the colour follows status and severity",
  title: OUR_MESSAGE,
  title_link: "the message links to the runbook and the source",
  pretext: OUR_MESSAGE,
  text: OUR_MESSAGE,
  message_text: OUR_MESSAGE,
  fields: "the message lists the labels that differ",
  short_fields: "the message has no fields",
  footer: OUR_MESSAGE,
  fallback: OUR_MESSAGE,
  callback_id: "the message has no interactive parts",
  image_url: "the message has no images",
  thumb_url: "the message has no images",
  link_names: "names never become mentions, so that no label can ping anyone",
  mrkdwn_in: "text of labels and annotations is never markup",
  actions: "the message links to the runbook and the source",
  timeout: "every attempt has the same 10 s",
};

const literal: UnusedFields<RawSlack>["literal"] = {
  channel: "the webhook's own channel is used",
  username: "the app's own name is used",
  icon_emoji: "the app's own icon is used",
  icon_url: "the app's own icon is used",
};

/** What the message does not take over. */
export const slackUnused: UnusedFields<RawSlack> = { unused, literal };
