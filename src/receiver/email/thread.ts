import { fingerprint } from "../../alert/fingerprint.ts";
import type { MessageState, Notification } from "../receiver.ts";

/** Names one mail and the thread that it belongs to; ids carry their angle brackets. */
export interface Thread {
  /** The same for every attempt of one state, so that a mail repeated after a crash is seen as one. */
  readonly messageId: string;
  /** Stands for the group. No mail has it: mail programs gather under it what refers to it. */
  readonly root: string;
}

/** The ids of a notification's mail; `day` begins another thread on each day. */
export function threadOf(notification: Notification, domain: string, day?: string): Thread {
  const { receiver, groupKey, decidedAt, status, reason } = notification;
  const group = fingerprint({ receiver, groupKey });
  const suffix = day === undefined ? "" : `-${day}`;
  const state = fingerprint({ status, reason });
  return {
    messageId: `<${group}.${decidedAt}.${state}@${domain}>`,
    root: `<group-${group}${suffix}@${domain}>`,
  };
}

/** The headers that put a mail into its thread, behind the previous one of the same thread. */
export function threadHeaders(
  { root }: Thread,
  previous: MessageState | undefined,
): { readonly "In-Reply-To": string; readonly References: string } {
  const last = previous?.root === root ? previous.messageId : undefined;
  return { "In-Reply-To": last ?? root, References: last === undefined ? root : `${root} ${last}` };
}
