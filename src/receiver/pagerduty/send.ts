import { ok, type Result } from "../../alert/result.ts";
import { headersOf, readSecret } from "../http/headers.ts";
import { sendHttp } from "../http/send.ts";
import type { Failure } from "../outcome.ts";
import type { FollowUp, FollowUpFacts, MessageState, SendOutcome, World } from "../receiver.ts";
import type { PagerDutySettings } from "./config.ts";
import type { PagerDutyMessage } from "./render.ts";

/** Two events: what opens an incident, and what ends another one or the same. */
export const PAGERDUTY_MAX_SUBREQUESTS = 2;

/** Nothing is asked of PagerDuty by itself: only a silence brings this forward. */
export const IDLE_MS = 86_400_000;
/** Until an acknowledgement that did not get through is tried again. */
export const AGAIN_MS = 60_000;

/** Triggers the group's incident, or resolves it. */
export async function sendPagerDuty(
  message: PagerDutyMessage,
  settings: PagerDutySettings,
  previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  const door = openDoor(settings, world);
  if (!door.ok) return door.error;
  const incident = previous?.status === "firing" ? previous : undefined;
  return message.status === "firing"
    ? trigger(message, incident, door.value)
    : resolve(message, incident, door.value);
}

/** A silence that falls on a whole incident says that somebody is on it: then nobody else need be called. */
export async function followPagerDuty(
  state: MessageState,
  { silenced }: FollowUpFacts,
  settings: PagerDutySettings,
  world: World,
): Promise<FollowUp> {
  const { key = "", status, acknowledged } = state;
  if (status !== "firing" || acknowledged !== undefined) return {};
  if (!silenced) return { againMs: IDLE_MS };
  const door = openDoor(settings, world);
  const outcome = door.ok ? await door.value({ event_action: "acknowledge", dedup_key: key }) : door.error;
  if (outcome.ok) return { state: { ...state, acknowledged: "by a silence" } };
  return outcome.recoverable ? { againMs: Math.max(AGAIN_MS, outcome.retryAfterMs ?? 0) } : {};
}

type Enqueue = (event: object) => Promise<SendOutcome>;

function openDoor({ url, routingKey, http }: PagerDutySettings, world: World): Result<Enqueue, Failure> {
  const headers = headersOf(http, world);
  if (!headers.ok) return headers;
  const key = readSecret(routingKey, world);
  if (!key.ok) return key;
  headers.value.set("Content-Type", "application/json");
  return ok((event) => {
    const body = JSON.stringify({ routing_key: key.value, ...event });
    return sendHttp(world, url, { method: "POST", headers: headers.value, body });
  });
}

/**
 * An incident that our silence acknowledged calls nobody for what comes after it, whatever it is sent
 * (https://developer.pagerduty.com/docs/send-alert-event): news opens another one, and takes the old one's place.
 */
async function trigger(
  { groupKey, decidedAt, isNews, event }: PagerDutyMessage,
  incident: MessageState | undefined,
  enqueue: Enqueue,
): Promise<SendOutcome> {
  const isAnother = incident?.acknowledged !== undefined && isNews;
  const kept = isAnother ? undefined : incident?.key;
  const key = kept ?? (await sha256(isAnother ? `${groupKey}\n${decidedAt}` : groupKey));
  const outcome = await enqueue({ event_action: "trigger", dedup_key: key, ...event });
  if (!outcome.ok) return outcome;
  // Whatever comes of it: the page is out, and an incident that stays acknowledged calls nobody.
  if (isAnother) await enqueue({ event_action: "resolve", dedup_key: incident?.key });
  const state = { ...(isAnother ? {} : incident), key, status: "firing" };
  return { ...outcome, state, followUpMs: IDLE_MS };
}

/** PagerDuty drops the end of what it was never told: such an incident is opened first, so that its log has it. */
async function resolve(
  { groupKey, isLate, event }: PagerDutyMessage,
  incident: MessageState | undefined,
  enqueue: Enqueue,
): Promise<SendOutcome> {
  const key = incident?.key ?? (await sha256(groupKey));
  if (incident === undefined && isLate) {
    const payload = { ...event.payload, severity: "info" };
    const opened = await enqueue({ event_action: "trigger", dedup_key: key, ...event, payload });
    if (!opened.ok) return opened;
  }
  const outcome = await enqueue({ event_action: "resolve", dedup_key: key, ...event });
  return outcome.ok ? { ...outcome, state: { key, status: "resolved" } } : outcome;
}

/** As upstream makes a dedup key of a group's key, which may be longer than the 255 that PagerDuty takes. */
async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
