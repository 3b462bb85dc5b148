import type { Issue } from "../../config/config.ts";
import { warningAt } from "../../config/field.ts";
import { isTemplated } from "../template.ts";
import type { RawSlack } from "./schema.ts";

const OUR_MESSAGE = "our own message stands in its place";

/** What is done instead of each field that the message does not take over. */
const UNUSED: Readonly<Partial<Record<keyof RawSlack, string>>> = {
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

/** Sent as they are unless they hold a template. */
const LITERAL: Readonly<Partial<Record<keyof RawSlack, string>>> = {
  channel: "the webhook's own channel is used",
  username: "the app's own name is used",
  icon_emoji: "the app's own icon is used",
  icon_url: "the app's own icon is used",
};

/** One warning for each given field that no message acts on. */
export function unusedFieldIssues(node: RawSlack): readonly Issue[] {
  const given = Object.entries(node);
  return given.flatMap(([field, value]) => {
    const instead = instruction(field, value);
    return instead === undefined ? [] : [warningAt([field], instead)];
  });
}

function instruction(field: string, value: unknown): string | undefined {
  const unused = new Map(Object.entries(UNUSED)).get(field);
  if (unused !== undefined) return `${field} is not used: ${unused}`;
  const literal = new Map(Object.entries(LITERAL)).get(field);
  if (literal === undefined || typeof value !== "string" || !isTemplated(value)) return undefined;
  return `${field} holds a template, which is not executed here: ${literal}`;
}
