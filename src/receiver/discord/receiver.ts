import type { Receiver } from "../receiver.ts";
import { discordConfig } from "./config.ts";
import { type DiscordMessage, renderDiscord } from "./render.ts";
import { DISCORD_MAX_SUBREQUESTS, sendDiscord } from "./send.ts";
import type { DiscordSettings } from "./settings.ts";

/** Discord, or anything else that takes its webhooks. */
export const discord: Receiver<DiscordSettings, DiscordMessage> = {
  config: discordConfig,
  maxSubrequests: DISCORD_MAX_SUBREQUESTS,
  render: renderDiscord,
  send: sendDiscord,
};
