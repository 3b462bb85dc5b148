import { ok, type Result } from "../../alert/result.ts";
import { headersOf, readSecret } from "../http/headers.ts";
import { exchange } from "../http/send.ts";
import { type Failure, jsonObject } from "../outcome.ts";
import type { MessageState, SendOutcome, World } from "../receiver.ts";
import { judgeSlack, slackErrorOf } from "./judge.ts";
import type { SlackMessage } from "./render.ts";
import type { SlackSettings } from "./settings.ts";

/** An edit that Slack refuses, and the new post after it. */
export const SLACK_MAX_SUBREQUESTS = 2;

/** The message cannot be edited any more; a new one can still be posted. */
export const UNEDITABLE: ReadonlySet<string> = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "channel_not_found",
]);

/** Posts what must ring a phone, and edits the group's message with everything else until the group has resolved. */
export async function sendSlack(
  message: SlackMessage,
  settings: SlackSettings,
  previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  const door = openDoor(settings, world);
  if (!door.ok) return door.error;
  const mayEdit = settings.update && door.value.isWebApi && !message.rings;
  const target = mayEdit ? editTarget(settings, previous) : undefined;
  if (target === undefined) return post(message, settings, door.value, world);
  const edited = await edit(message, target, door.value, world);
  if (edited.ok) return withState(edited, message, settings);
  const isGone = UNEDITABLE.has(slackErrorOf(edited) ?? "");
  return isGone ? post(message, settings, door.value, world) : edited;
}

interface Door {
  readonly url: string;
  readonly headers: Headers;
  readonly isWebApi: boolean;
}

function openDoor({ access, http }: SlackSettings, world: World): Result<Door, Failure> {
  const isApp = access.kind === "app";
  const authorization = isApp ? { authorization: { type: "Bearer", credentials: access.token } } : {};
  const headers = headersOf({ ...http, ...authorization }, world);
  if (!headers.ok) return headers;
  headers.value.set("Content-Type", "application/json; charset=utf-8");
  const url = isApp ? ok(access.url) : readSecret(access.url, world);
  if (!url.ok) return url;
  const isWebApi = isApp || (url.value.endsWith("/chat.postMessage") && URL.canParse(url.value));
  return ok({ url: url.value, headers: headers.value, isWebApi });
}

interface EditTarget {
  readonly channel: string;
  readonly ts: string;
}

/** What to edit, unless the last message told of the end: what fires after that is a new event. */
function editTarget(settings: SlackSettings, previous: MessageState | undefined): EditTarget | undefined {
  if (previous?.ts === undefined || previous.channel === undefined) return undefined;
  if (previous.status === "resolved" || previous.target !== (settings.channel ?? "")) return undefined;
  return { channel: previous.channel, ts: previous.ts };
}

async function post(
  { text, blocks, attachments, status }: SlackMessage,
  settings: SlackSettings,
  door: Door,
  world: World,
): Promise<SendOutcome> {
  const { channel, username, iconEmoji, iconUrl } = settings;
  const body = {
    channel,
    username,
    icon_emoji: iconEmoji,
    icon_url: iconUrl,
    text,
    blocks,
    attachments,
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  };
  const outcome = await call(door.url, body, door, world);
  return outcome.ok ? withState(outcome, { status }, settings) : outcome;
}

function edit(message: SlackMessage, target: EditTarget, door: Door, world: World): Promise<SendOutcome> {
  const { text, blocks, attachments } = message;
  const url = new URL("chat.update", door.url).href;
  return call(url, { ...target, text, blocks, attachments, link_names: false }, door, world);
}

async function call(url: string, body: object, door: Door, world: World): Promise<SendOutcome> {
  const request = { method: "POST", headers: door.headers, body: JSON.stringify(body) } as const;
  const answer = await exchange(world, url, request);
  return answer.ok ? judgeSlack(answer.value) : answer.error;
}

/** `ts` and `channel` name the message; an incoming webhook tells neither, and leaves no state. */
function withState(
  outcome: Extract<SendOutcome, { ok: true }>,
  { status }: Pick<SlackMessage, "status">,
  { channel: target = "" }: SlackSettings,
): SendOutcome {
  const { ts, channel } = jsonObject(outcome.answer) ?? {};
  if (typeof ts !== "string" || typeof channel !== "string") return outcome;
  return { ...outcome, state: { ts, channel, status, target } };
}
