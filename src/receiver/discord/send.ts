import { ok, type Result } from "../../alert/result.ts";
import { headersOf, readSecret } from "../http/headers.ts";
import { exchange } from "../http/send.ts";
import { type Failure, failure, jsonObject } from "../outcome.ts";
import type { MessageState, SendOutcome, World } from "../receiver.ts";
import { judgeDiscord } from "./judge.ts";
import type { DiscordMessage } from "./render.ts";
import type { DiscordSettings } from "./settings.ts";

/** An edit of a message that is gone, and the new post after it. */
export const DISCORD_MAX_SUBREQUESTS = 2;

/** Posts what must ring a phone, and edits the group's card with everything else until the group has resolved. */
export async function sendDiscord(
  message: DiscordMessage,
  settings: DiscordSettings,
  previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  const door = openDoor(settings, world);
  if (!door.ok) return door.error;
  // What fires after the end was told is a new event.
  const id = message.rings || previous?.status === "resolved" ? undefined : previous?.id;
  if (id === undefined) return post(message, settings, door.value, world);
  const edited = await edit(message, id, door.value, world);
  const isGone = !edited.ok && edited.status === "404";
  return isGone ? post(message, settings, door.value, world) : edited;
}

interface Door {
  readonly url: URL;
  readonly headers: Headers;
}

function openDoor({ webhookUrl, http }: DiscordSettings, world: World): Result<Door, Failure> {
  const headers = headersOf(http, world);
  if (!headers.ok) return headers;
  headers.value.set("Content-Type", "application/json");
  const url = readSecret(webhookUrl, world);
  if (!url.ok) return url;
  if (URL.canParse(url.value)) return ok({ url: new URL(url.value), headers: headers.value });
  return {
    ok: false,
    error: failure("client_error", false, { answer: "Cannot send: webhook_url is not a URL" }),
  };
}

async function post(
  { status, rings: _, ...body }: DiscordMessage,
  { username, avatarUrl }: DiscordSettings,
  door: Door,
  world: World,
): Promise<SendOutcome> {
  const url = new URL(door.url);
  // Without it Discord answers 204 before it has saved anything, and tells no id.
  url.searchParams.set("wait", "true");
  const outcome = await call("POST", url, { ...body, username, avatar_url: avatarUrl }, door, world);
  const id = outcome.ok ? jsonObject(outcome.answer)?.id : undefined;
  return outcome.ok && typeof id === "string" ? { ...outcome, state: { id, status } } : outcome;
}

async function edit(
  { status, rings: _, ...body }: DiscordMessage,
  id: string,
  door: Door,
  world: World,
): Promise<SendOutcome> {
  // The query keeps `thread_id`, without which a message inside a thread is not found.
  const url = new URL(door.url);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/messages/${encodeURIComponent(id)}`;
  url.searchParams.delete("wait");
  const outcome = await call("PATCH", url, body, door, world);
  return outcome.ok ? { ...outcome, state: { id, status } } : outcome;
}

async function call(
  method: "POST" | "PATCH",
  url: URL,
  body: object,
  { headers }: Door,
  world: World,
): Promise<SendOutcome> {
  const answer = await exchange(world, url.href, { method, headers, body: JSON.stringify(body) });
  return answer.ok ? judgeDiscord(answer.value) : answer.error;
}
