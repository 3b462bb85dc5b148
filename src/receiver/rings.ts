import type { Notification } from "./receiver.ts";

/**
 * A repeat reminds a person who did not react, a replay is asked for because nobody heard, and an edit rings no phone.
 * Everything else that a group says is one card.
 */
export function rings({ reason }: Pick<Notification, "reason">): boolean {
  return reason === "repeat interval elapsed" || reason === "replayed";
}
