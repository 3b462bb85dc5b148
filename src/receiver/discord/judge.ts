import { failure, type HttpAnswer, outcomeOf, retryAfterOf } from "../outcome.ts";
import type { SendOutcome } from "../receiver.ts";

/**
 * Wait after a 429 that names no limit: the address, which Workers share, is banned for minutes
 * (https://github.com/discord/discord-api-docs/issues/7146). Asking sooner prolongs the ban, which
 * counts answers of 401, 403 and 429 over ten minutes.
 */
export const BAN_RETRY_AFTER_MS = 5 * 60_000;

/** What Discord said; any 2xx is a delivery, since `wait=true` makes it answer after saving. */
export function judgeDiscord(answer: HttpAnswer): SendOutcome {
  const outcome = outcomeOf(answer);
  if (answer.status !== 429 || !isBan(answer)) return outcome;
  const retryAfterMs = Math.max(BAN_RETRY_AFTER_MS, retryAfterOf(answer) ?? 0);
  return failure("rate_limited", true, { status: "429", answer: answer.body, retryAfterMs });
}

/** A rate limit names its wait or its bucket; Cloudflare's ban page (error 1015) and "You are being blocked" do not. */
function isBan(answer: HttpAnswer): boolean {
  const { headers, body } = answer;
  if (body.includes("1015") && body.trimStart().startsWith("<")) return true;
  const namesBucket = [...headers.keys()].some((name) => name.toLowerCase().startsWith("x-ratelimit-"));
  return !namesBucket && retryAfterOf(answer) === undefined;
}
