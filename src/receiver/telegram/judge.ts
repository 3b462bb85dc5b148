import {
  failure,
  type HttpAnswer,
  jsonObject,
  MAX_RETRY_AFTER_MS,
  objectOf,
  outcomeOf,
  retryAfterOf,
} from "../outcome.ts";
import type { SendOutcome } from "../receiver.ts";

/** What Telegram said: a 200 is a delivery only with a JSON body whose `ok` is true. */
export function judgeTelegram(answer: HttpAnswer): SendOutcome {
  const byStatus = outcomeOf(answer);
  if (byStatus.ok) {
    if (jsonObject(answer.body)?.ok === true) return byStatus;
    // A body that broke off may belong to a delivery: it is sent again rather than lost.
    return failure("server_error", true, { status: byStatus.status, answer: answer.body });
  }
  // An edit to the same text, as after a crash between sending and marking.
  if (/message is not modified/.test(answer.body))
    return { ok: true, status: byStatus.status, answer: answer.body };
  const seconds = parametersOf(answer.body)?.retry_after;
  if (!byStatus.recoverable || typeof seconds !== "number") return byStatus;
  const wish = Math.min(Math.ceil(seconds * 1000), MAX_RETRY_AFTER_MS);
  return { ...byStatus, retryAfterMs: Math.max(wish, retryAfterOf(answer) ?? 0) };
}

/** Whether an edit was refused because its message is gone or too old: a new one can still be posted. */
export function isUneditable(outcome: SendOutcome): boolean {
  return (
    !outcome.ok && /message to edit not found|message can't be edited|MESSAGE_ID_INVALID/.test(outcome.answer)
  );
}

/** The new id of a group that became a supergroup, as Telegram tells in refusing the old one. */
export function movedTo(outcome: SendOutcome | undefined): string | undefined {
  if (outcome === undefined || outcome.ok) return undefined;
  const id = parametersOf(outcome.answer)?.migrate_to_chat_id;
  return typeof id === "number" ? String(id) : undefined;
}

function parametersOf(body: string): Readonly<Record<string, unknown>> | undefined {
  return objectOf(jsonObject(body)?.parameters);
}
