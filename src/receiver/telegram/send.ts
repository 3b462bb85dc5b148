import { ok, type Result } from "../../alert/result.ts";
import { headersOf, readSecret } from "../http/headers.ts";
import { exchange } from "../http/send.ts";
import { type Failure, jsonObject, objectOf } from "../outcome.ts";
import type { MessageState, SendOutcome, World } from "../receiver.ts";
import type { TelegramSettings } from "./config.ts";
import { isUneditable, judgeTelegram, movedTo } from "./judge.ts";
import type { TelegramMessage } from "./render.ts";

/** An edit that is refused or a group that has moved, and the post after it. */
export const TELEGRAM_MAX_SUBREQUESTS = 2;

/** Posts what must ring a phone, and edits the group's message with everything else until the group has resolved. */
export async function sendTelegram(
  message: TelegramMessage,
  settings: TelegramSettings,
  previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  const door = openDoor(settings, world);
  if (!door.ok) return door.error;
  const { call, chat } = door.value;
  const target = message.rings ? undefined : editTarget(chat, previous);
  const edited = target && (await call("editMessageText", { ...target, ...textOf(message) }));
  // An edit answers as its message did, or that there was nothing to change.
  if (edited?.ok === true) return { ...edited, state: { ...previous, status: message.status } };
  if (edited !== undefined && !isUneditable(edited) && movedTo(edited) === undefined) return edited;

  const post = (chat_id: string) =>
    call("sendMessage", {
      chat_id,
      message_thread_id: settings.thread,
      disable_notification: settings.silent,
      ...textOf(message),
    });
  const posted = await post(movedTo(edited) ?? chat);
  const moved = edited === undefined ? movedTo(posted) : undefined;
  return withState(moved === undefined ? posted : await post(moved), message.status, chat);
}

interface Door {
  readonly chat: string;
  call(method: string, body: object): Promise<SendOutcome>;
}

function openDoor(
  { apiUrl, token, chat: named, http }: TelegramSettings,
  world: World,
): Result<Door, Failure> {
  const headers = headersOf(http, world);
  if (!headers.ok) return headers;
  const secret = readSecret(token, world);
  if (!secret.ok) return secret;
  const chat = typeof named === "string" ? ok(named) : readSecret(named, world);
  if (!chat.ok) return chat;
  headers.value.set("Content-Type", "application/json");
  const call = async (method: string, body: object) => {
    const url = `${apiUrl.replace(/\/+$/, "")}/bot${secret.value}/${method}`;
    const request = { method: "POST", headers: headers.value, body: JSON.stringify(body) } as const;
    const answer = await exchange(world, url, request);
    return answer.ok ? judgeTelegram(answer.value) : answer.error;
  };
  return ok({ chat: chat.value, call });
}

function textOf({ text }: TelegramMessage) {
  return { text, parse_mode: "HTML", link_preview_options: { is_disabled: true } };
}

interface EditTarget {
  readonly chat_id: string;
  readonly message_id: number;
}

/** What to edit, unless the last message told of the end: what fires after that is a new event. */
function editTarget(chat: string, previous: MessageState | undefined): EditTarget | undefined {
  if (previous?.id === undefined || previous.status === "resolved" || previous.target !== chat)
    return undefined;
  return { chat_id: previous.chat ?? chat, message_id: Number(previous.id) };
}

/** `chat` is where the message really is; `target` the configured one, whose change makes a new message. */
function withState(outcome: SendOutcome, status: TelegramMessage["status"], target: string): SendOutcome {
  if (!outcome.ok) return outcome;
  const { message_id: id, chat } = objectOf(jsonObject(outcome.answer)?.result) ?? {};
  if (typeof id !== "number") return outcome;
  return {
    ...outcome,
    state: { id: String(id), chat: String(objectOf(chat)?.id ?? target), target, status },
  };
}
