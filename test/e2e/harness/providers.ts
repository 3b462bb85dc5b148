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

export const slackStandIn = () => new StandIn(slackAnswers()).start();
export const discordStandIn = () => new StandIn(discordAnswers()).start();
export const webhookStandIn = () => new StandIn().start();

/** The JSON object's fields, none where it is no object. */
export function fields(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null ? { ...json } : {};
}
