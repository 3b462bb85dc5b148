import type { Receiver } from "../receiver.ts";
import { slackConfig } from "./config.ts";
import { renderSlack, type SlackMessage } from "./render.ts";
import { SLACK_MAX_SUBREQUESTS, sendSlack } from "./send.ts";
import type { SlackSettings } from "./settings.ts";

/** Slack, by an incoming webhook or by a bot. */
export const slack: Receiver<SlackSettings, SlackMessage> = {
  config: slackConfig,
  maxSubrequests: SLACK_MAX_SUBREQUESTS,
  render: renderSlack,
  send: sendSlack,
};
