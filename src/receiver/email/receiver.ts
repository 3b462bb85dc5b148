import type { Receiver } from "../receiver.ts";
import { type EmailSettings, emailConfig } from "./config.ts";
import { type EmailMessage, renderEmail } from "./render.ts";
import { EMAIL_MAX_SUBREQUESTS, sendEmail } from "./send.ts";

/** Mail by SMTP, or by the `send_email` binding. */
export const email: Receiver<EmailSettings, EmailMessage> = {
  config: emailConfig,
  maxSubrequests: EMAIL_MAX_SUBREQUESTS,
  render: renderEmail,
  send: sendEmail,
};
