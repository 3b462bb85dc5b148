import { contentOf } from "../message.ts";
import type { Notification, RenderContext } from "../receiver.ts";
import { textForm } from "../text-form.ts";

/** The message as a newcomer sees it in the terminal, under the receiver that would have had it. */
export function renderConsole(
  notification: Notification,
  _settings: unknown,
  context: RenderContext,
): string {
  return `--- to ${notification.receiver} ---\n${textForm(contentOf(notification, context))}\n`;
}
