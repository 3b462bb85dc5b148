import type { ReceiverKindConfig } from "../config/config.ts";
import { terminal } from "./console/receiver.ts";
import { discord } from "./discord/receiver.ts";
import { email } from "./email/receiver.ts";
import { ntfy } from "./ntfy/receiver.ts";
import { pagerduty } from "./pagerduty/receiver.ts";
import { pushover } from "./pushover/receiver.ts";
import type { Receiver } from "./receiver.ts";
import { slack } from "./slack/receiver.ts";
import { telegram } from "./telegram/receiver.ts";
import { webhook } from "./webhook/receiver.ts";

/** What delivering needs of a kind: all but how it is configured. */
export type Channel = Omit<Receiver<unknown, unknown>, "config">;

/**
 * Every kind that a stored row may name; one more is its folder and its name here. The settings and message of a kind
 * are known to that kind alone, which is why they are `unknown` to everybody else.
 */
export const receivers = {
  console: terminal,
  discord,
  email,
  ntfy,
  pagerduty,
  pushover,
  slack,
  telegram,
  webhook,
} satisfies Record<string, Channel & Partial<Receiver<unknown, unknown>>>;

/** The kinds that a file can name, each with its `<kind>_configs` key. */
export const receiverKinds: readonly ReceiverKindConfig[] = Object.values(receivers).flatMap((receiver) =>
  "config" in receiver ? [receiver.config] : [],
);

/** The channel of a stored row's kind; undefined when this version has none of that name. */
export function channelOf(kind: string): Channel | undefined {
  return Object.hasOwn(receivers, kind) ? receivers[kind as keyof typeof receivers] : undefined; // It has just been asked.
}
