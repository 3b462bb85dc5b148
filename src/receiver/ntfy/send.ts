import { ok } from "../../alert/result.ts";
import { headersOf, readSecret } from "../http/headers.ts";
import { sendHttp } from "../http/send.ts";
import type { MessageState, SendOutcome, World } from "../receiver.ts";
import type { NtfySettings } from "./config.ts";
import type { NtfyMessage } from "./render.ts";

export const NTFY_MAX_SUBREQUESTS = 1;

/** Publishes the message to the server's root, where the topic is a field: nothing of it stands in a URL. */
export async function sendNtfy(
  message: NtfyMessage,
  { url, topic: named, http }: NtfySettings,
  _previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  const headers = headersOf(http, world);
  if (!headers.ok) return headers.error;
  const topic = typeof named === "string" ? ok(named) : readSecret(named, world);
  if (!topic.ok) return topic.error;
  headers.value.set("Content-Type", "application/json");
  const body = JSON.stringify({ topic: topic.value, ...message });
  return sendHttp(world, url, { method: "POST", headers: headers.value, body });
}
