import type { Receiver } from "../receiver.ts";
import { type PagerDutySettings, pagerdutyConfig } from "./config.ts";
import { type PagerDutyMessage, renderPagerDuty } from "./render.ts";
import { followPagerDuty, PAGERDUTY_MAX_SUBREQUESTS, sendPagerDuty } from "./send.ts";

/** PagerDuty, one incident for each group. */
export const pagerduty: Receiver<PagerDutySettings, PagerDutyMessage> = {
  config: pagerdutyConfig,
  maxSubrequests: PAGERDUTY_MAX_SUBREQUESTS,
  render: renderPagerDuty,
  send: sendPagerDuty,
  followUp: followPagerDuty,
};
