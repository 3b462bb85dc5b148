import type { Receiver } from "../receiver.ts";
import { type TelegramSettings, telegramConfig } from "./config.ts";
import { renderTelegram, type TelegramMessage } from "./render.ts";
import { sendTelegram, TELEGRAM_MAX_SUBREQUESTS } from "./send.ts";

/** A bot's message in a chat of Telegram. */
export const telegram: Receiver<TelegramSettings, TelegramMessage> = {
  config: telegramConfig,
  maxSubrequests: TELEGRAM_MAX_SUBREQUESTS,
  render: renderTelegram,
  send: sendTelegram,
};
