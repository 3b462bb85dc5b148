import { failure, type HttpAnswer, jsonObject, outcomeOf } from "../outcome.ts";
import type { SendOutcome } from "../receiver.ts";

/** What Pushover said: a 200 is a success only with a JSON body whose `status` is 1. */
export function judgePushover(answer: HttpAnswer): SendOutcome {
  const byStatus = outcomeOf(answer);
  const body = jsonObject(answer.body);
  const told = { status: byStatus.status, answer: answer.body };
  if (byStatus.ok) {
    if (body?.status === 1) return byStatus;
    // A body that broke off may belong to a delivery: it is sent again rather than lost.
    return body === undefined ? failure("server_error", true, told) : failure("client_error", false, told);
  }
  const isKeyWrong = answer.status === 400 && (body?.token === "invalid" || body?.user === "invalid");
  return isKeyWrong ? failure("auth_error", false, told) : byStatus;
}
