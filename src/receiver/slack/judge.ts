import { type Failure, failure, type HttpAnswer, jsonObject, outcomeOf, retryAfterOf } from "../outcome.ts";
import type { SendOutcome } from "../receiver.ts";

/** Error codes that pass (https://docs.slack.dev/reference/methods/chat.postMessage); every other one is final. */
export const TEMPORARY_ERRORS: ReadonlyMap<string, Failure["reason"]> = new Map([
  ["ratelimited", "rate_limited"],
  ["rate_limited", "rate_limited"],
  ["message_limit_exceeded", "rate_limited"],
  ["internal_error", "server_error"],
  ["fatal_error", "server_error"],
  ["service_unavailable", "server_error"],
  ["team_added_to_org", "server_error"],
  ["request_timeout", "timeout"],
]);

/** Final ones that say that the token is at fault. */
export const AUTH_ERRORS: ReadonlySet<string> = new Set([
  "access_denied",
  "account_inactive",
  "ekm_access_denied",
  "invalid_auth",
  "missing_scope",
  "no_permission",
  "not_allowed_token_type",
  "not_authed",
  "org_login_required",
  "token_expired",
  "token_revoked",
]);

/** What Slack said: a 200 is a delivery only with the body `ok` or a JSON body whose `ok` is true. */
export function judgeSlack(answer: HttpAnswer): SendOutcome {
  const byStatus = outcomeOf(answer);
  if (!byStatus.ok || answer.body.trim() === "ok") return byStatus;
  const told = { status: byStatus.status, answer: answer.body };
  const body = jsonObject(answer.body);
  if (body?.ok === true) return byStatus;
  if (body !== undefined) return refusal(String(body.error ?? ""), answer, told);
  // A body that broke off or never came may belong to a delivery: it is sent again rather than lost.
  const isText = /^[^{\s]/.test(answer.body.trim());
  return isText ? failure("client_error", false, told) : failure("server_error", true, told);
}

/** The code of a Web API refusal, or undefined. */
export function slackErrorOf(outcome: SendOutcome): string | undefined {
  if (outcome.ok) return undefined;
  const error = jsonObject(outcome.answer)?.error;
  return typeof error === "string" ? error : undefined;
}

function refusal(code: string, answer: HttpAnswer, told: { status: string; answer: string }): Failure {
  const temporary = TEMPORARY_ERRORS.get(code);
  if (temporary !== undefined) {
    return failure(temporary, true, { ...told, retryAfterMs: retryAfterOf(answer) });
  }
  return failure(AUTH_ERRORS.has(code) ? "auth_error" : "client_error", false, told);
}
