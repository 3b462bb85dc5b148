import { type Answer, type Script, StandIn } from "./stand-in.ts";

/** What Slack answers: the incoming webhook a bare `ok`, the Web API the message's name. */
export function slackAnswers(): Script {
  let posted = 0;
  return ({ path, json }): Answer => {
    if (path.startsWith("/services/")) return { status: 200, body: "ok" };
    const { channel, ts } = fields(json);
    if (path === "/api/chat.postMessage") {
      posted += 1;
      return { status: 200, body: { ok: true, channel: "C024BE91L", ts: `1700000000.00000${posted}` } };
    }
    if (path === "/api/chat.update") return { status: 200, body: { ok: true, channel, ts } };
    return { status: 404, body: "no such method" };
  };
}

/** What Discord answers: the message with its id when it was asked to wait, and 204 without a body when not. */
export function discordAnswers(): Script {
  let posted = 0;
  return ({ method, path }): Answer => {
    const { pathname, searchParams } = new URL(path, "http://discord.invalid");
    if (method === "PATCH") return { status: 200, body: { id: pathname.split("/").at(-1) } };
    if (searchParams.get("wait") !== "true") return { status: 204 };
    posted += 1;
    return { status: 200, body: { id: `10000000000000000${posted}` } };
  };
}

/** What Telegram answers: the message, with its chat. */
export function telegramAnswers(): Script {
  let posted = 0;
  return ({ path, json }): Answer => {
    const { chat_id, message_id } = fields(json);
    if (path.endsWith("/sendMessage")) posted += 1;
    else if (!path.endsWith("/editMessageText")) return { status: 404, body: { ok: false, error_code: 404 } };
    const result = { message_id: message_id ?? posted, chat: { id: Number(chat_id), type: "supergroup" } };
    return { status: 200, body: { ok: true, result } };
  };
}

/** What PagerDuty answers: it takes the event, and sees to it later. */
export function pagerdutyAnswers(): Script {
  return ({ json }): Answer => {
    const { dedup_key } = fields(json);
    return { status: 202, body: { status: "success", message: "Event processed", dedup_key } };
  };
}

/** What ntfy answers: the message as it was published. */
export function ntfyAnswers(): Script {
  return ({ json }, index): Answer => ({
    status: 200,
    body: { id: `id${index}`, event: "message", ...fields(json) },
  });
}

export const telegramStandIn = () => new StandIn(telegramAnswers()).start();
export const pagerdutyStandIn = () => new StandIn(pagerdutyAnswers()).start();
export const ntfyStandIn = () => new StandIn(ntfyAnswers()).start();
export const slackStandIn = () => new StandIn(slackAnswers()).start();
export const discordStandIn = () => new StandIn(discordAnswers()).start();
export const webhookStandIn = () => new StandIn().start();

/** The JSON object's fields, none where it is no object. */
export function fields(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null ? { ...json } : {};
}
