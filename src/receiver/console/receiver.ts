import type { Receiver } from "../receiver.ts";
import { renderConsole } from "./render.ts";
import { sendConsole } from "./send.ts";

/** The terminal. Without `config`: it is never configured, only put in place of receivers whose secrets are not set. */
export const terminal: Omit<Receiver<unknown, string>, "config"> = {
  maxSubrequests: 0,
  render: renderConsole,
  send: sendConsole,
};
