import type { Receiver } from "../receiver.ts";
import { type PushoverSettings, pushoverConfig } from "./config.ts";
import { type PushoverMessage, renderPushover } from "./render.ts";
import { followPushover, PUSHOVER_MAX_SUBREQUESTS, sendPushover } from "./send.ts";

/** A push that a critical repeats until somebody acknowledges it. */
export const pushover: Receiver<PushoverSettings, PushoverMessage> = {
  config: pushoverConfig,
  maxSubrequests: PUSHOVER_MAX_SUBREQUESTS,
  render: renderPushover,
  send: sendPushover,
  followUp: followPushover,
};
