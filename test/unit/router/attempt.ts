import type { Attempt } from "../../../src/router/store.ts";

/** A first attempt that was taken. */
export function attemptOf(over: Partial<Attempt> = {}): Attempt {
  return {
    at: 5,
    receiver: "chat",
    integration: "chat/webhook/0",
    groupKey: "{}:{}",
    reason: "first notification",
    attempt: 1,
    outcome: "sent",
    failure: "",
    status: "200",
    latencyMs: 7,
    answer: "ok",
    ...over,
  };
}
