import type { Receiver } from "../receiver.ts";
import { type NtfySettings, ntfyConfig } from "./config.ts";
import { type NtfyMessage, renderNtfy } from "./render.ts";
import { NTFY_MAX_SUBREQUESTS, sendNtfy } from "./send.ts";

/** A push to the phones that subscribe to a topic. */
export const ntfy: Receiver<NtfySettings, NtfyMessage> = {
  config: ntfyConfig,
  maxSubrequests: NTFY_MAX_SUBREQUESTS,
  render: renderNtfy,
  send: sendNtfy,
};
