import { headersOf, readSecret } from "../http/headers.ts";
import { exchange, MAX_REDIRECTS } from "../http/send.ts";
import { failure, type HttpAnswer, outcomeOf } from "../outcome.ts";
import type { MessageState, SendOutcome, World } from "../receiver.ts";
import type { WebhookSettings } from "./config.ts";

/** The request, and each redirect that is followed. */
export const WEBHOOK_MAX_SUBREQUESTS = 1 + MAX_REDIRECTS;

/** Posts the body once. Never throws. */
export async function sendWebhook(
  body: string,
  settings: WebhookSettings,
  _previous: MessageState | undefined,
  world: World,
): Promise<SendOutcome> {
  const url = readSecret(settings.url, world);
  if (!url.ok) return url.error;
  const headers = headersOf(settings.http, world);
  if (!headers.ok) return headers.error;
  headers.value.set("Content-Type", "application/json");
  headers.value.set("User-Agent", "Farwatch");

  const { followRedirects } = settings.http;
  const answer = await exchange(withTimeout(world, settings.timeoutMs), url.value, {
    method: "POST",
    headers: headers.value,
    body,
    followRedirects,
  });
  return answer.ok ? judge(answer.value) : answer.error;
}

/** A redirect that was not followed is a failure that a client would call success: it would GET the target. */
function judge(answer: HttpAnswer): SendOutcome {
  if (answer.status < 300 || answer.status >= 400) return outcomeOf(answer);
  const target = answer.headers.get("Location") ?? "nowhere";
  const told = `Not delivered: the URL redirects with ${answer.status} to ${JSON.stringify(target)}, where the alerts are not posted again; set the final URL`;
  return failure("client_error", false, { status: String(answer.status), answer: told });
}

/** `timeout` of the entry, which may shorten the time of a send and not lengthen it. */
function withTimeout(world: World, timeoutMs: number): World {
  if (timeoutMs <= 0) return world;
  return {
    fetch: (url, init) => world.fetch(url, init),
    secret: (ref) => world.secret(ref),
    signal: AbortSignal.any([world.signal, AbortSignal.timeout(timeoutMs)]),
    print: (text) => world.print(text),
  };
}
