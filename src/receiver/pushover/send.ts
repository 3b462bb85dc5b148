import { ok, type Result } from "../../alert/result.ts";
import { timestampOf } from "../../alert/timestamp.ts";
import { headersOf, readSecret } from "../http/headers.ts";
import { exchange, type HttpRequest } from "../http/send.ts";
import { type Failure, jsonObject } from "../outcome.ts";
import { oneLine } from "../plain-text.ts";
import type { FollowUp, FollowUpFacts, MessageState, SendOutcome, World } from "../receiver.ts";
import { truncateRunes } from "../truncate.ts";
import type { PushoverSettings } from "./config.ts";
import { judgePushover } from "./judge.ts";
import { EMERGENCY, type PushoverMessage } from "./render.ts";

export const API_URL = "https://api.pushover.net/1";

/** The message, and the end of an emergency before or after it. */
export const PUSHOVER_MAX_SUBREQUESTS = 2;

/** Between two looks at a receipt; Pushover bears one in 5 s (https://pushover.net/api/receipts). */
export const RECEIPT_POLL_MS = 60_000;

/** Of the name of the device on which somebody acknowledged. */
export const MAX_DEVICE = 64;

/** Posts a message; an emergency that it makes out of date is cancelled, so that no phone rings on for it. */
export async function sendPushover(
  message: PushoverMessage,
  settings: PushoverSettings,
  previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  const door = openDoor(settings, world);
  if (!door.ok) return door.error;
  const receipt = previous?.receipt;
  if (receipt !== undefined && !message.isEmergency) {
    // Before the message, so that it is tried again with it where it fails.
    const cancelled = await cancel(receipt, door.value);
    if (!cancelled.ok && cancelled.recoverable) return cancelled;
  }
  const outcome = await door.value.post("messages.json", parametersOf(message, settings, door.value.user));
  if (!outcome.ok || !message.isEmergency) return outcome;
  if (message.priority !== EMERGENCY) return withState(outcome, previous ?? {});
  // After the page, which is out whatever comes of this.
  if (receipt !== undefined) await cancel(receipt, door.value);
  const next = jsonObject(outcome.answer)?.receipt;
  return withState(outcome, typeof next === "string" ? { receipt: next } : {});
}

/** Asks whether somebody has acknowledged the emergency; ends it where a silence says that somebody is on it. */
export async function followPushover(
  { receipt }: MessageState,
  { silenced }: FollowUpFacts,
  settings: PushoverSettings,
  world: World,
): Promise<FollowUp> {
  if (receipt === undefined) return {};
  const door = openDoor(settings, world);
  if (!door.ok) return { againMs: RECEIPT_POLL_MS };
  const outcome = silenced
    ? await cancel(receipt, door.value)
    : await door.value.get(`${pathOf(receipt)}.json`);
  if (!outcome.ok) {
    return outcome.recoverable ? { againMs: Math.max(RECEIPT_POLL_MS, outcome.retryAfterMs ?? 0) } : {};
  }
  return silenced ? { state: {} } : readReceipt(outcome.answer);
}

function readReceipt(text: string): FollowUp {
  const receipt = jsonObject(text) ?? {};
  if (receipt.acknowledged !== 1) {
    return receipt.expired === 1 ? { state: {} } : { againMs: RECEIPT_POLL_MS };
  }
  const at = timestampOf(momentOf(receipt.acknowledged_at)).text;
  const device = truncateRunes(oneLine(String(receipt.acknowledged_by_device ?? "")), MAX_DEVICE);
  const by = device === "" ? "an unnamed device" : device;
  return { state: { acknowledgedAt: at, acknowledgedBy: by }, acknowledged: { at, by } };
}

/** Epoch ms of epoch seconds; 0 for what is no moment that a date can hold. */
function momentOf(seconds: unknown): number {
  const ms = Number(seconds) * 1000;
  return Math.abs(ms) <= 8.64e15 ? ms : 0;
}

/** Only an emergency that nobody has acknowledged needs looking after. */
function withState(outcome: Extract<SendOutcome, { ok: true }>, state: MessageState): SendOutcome {
  return { ...outcome, state, ...(state.receipt === undefined ? {} : { followUpMs: RECEIPT_POLL_MS }) };
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

interface Door {
  readonly user: string;
  get(path: string): Promise<SendOutcome>;
  post(path: string, parameters?: Parameters): Promise<SendOutcome>;
}

function openDoor({ http, token, user }: PushoverSettings, world: World): Result<Door, Failure> {
  const headers = headersOf(http, world);
  if (!headers.ok) return headers;
  const [appToken, userKey] = [readSecret(token, world), readSecret(user, world)];
  if (!appToken.ok) return appToken;
  if (!userKey.ok) return userKey;
  const call = async (path: string, request: Omit<HttpRequest, "headers">) => {
    const answer = await exchange(world, `${API_URL}/${path}`, { headers: headers.value, ...request });
    return answer.ok ? judgePushover(answer.value) : answer.error;
  };
  return ok({
    user: userKey.value,
    get: (path) => call(`${path}?${formOf({ token: appToken.value })}`, { method: "GET" }),
    post: (path, parameters = {}) => {
      headers.value.set("Content-Type", "application/x-www-form-urlencoded");
      return call(path, { method: "POST", body: formOf({ token: appToken.value, ...parameters }) });
    },
  });
}

function cancel(receipt: string, { post }: Door): Promise<SendOutcome> {
  return post(`${pathOf(receipt)}/cancel.json`);
}

function pathOf(receipt: string): string {
  return `receipts/${encodeURIComponent(receipt)}`;
}

function parametersOf(
  { title, message, priority, url, urlTitle }: PushoverMessage,
  { device, sound, retryMs, expireMs, ttlMs }: PushoverSettings,
  user: string,
): Parameters {
  const seconds = (ms: number) => Math.ceil(ms / 1000);
  const emergency = priority === EMERGENCY ? { retry: seconds(retryMs), expire: seconds(expireMs) } : {};
  // Pushover ignores it in an emergency.
  const ttl = ttlMs > 0 && priority !== EMERGENCY ? { ttl: seconds(ttlMs) } : {};
  return { user, title, message, priority, url, url_title: urlTitle, device, sound, ...emergency, ...ttl };
}

function formOf(parameters: Parameters): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(given).toString();
}
