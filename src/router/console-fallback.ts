import type { Config, Integration, ReceiverConfig } from "../config/config.ts";
import { receiverSecrets } from "../config/needed-secrets.ts";

/**
 * For a first start without any secret: every integration that needs one gives way to one console integration of its
 * receiver. As soon as a single secret is set the configuration stands as written.
 */
export function withConsoleFallback(config: Config, isSet: (secret: string) => boolean): Config {
  const needed = receiverSecrets(config);
  if (needed.length === 0 || needed.some(isSet)) return config;
  return { ...config, receivers: config.receivers.map(toConsole) };
}

function toConsole(receiver: ReceiverConfig): ReceiverConfig {
  const needy = receiver.integrations.filter(({ secrets }) => secrets.length > 0);
  if (needy.length === 0) return receiver;
  const console: Integration = {
    receiver: receiver.name,
    kind: "console",
    index: 0,
    sendResolved: needy.some(({ sendResolved }) => sendResolved),
    settings: {},
    secrets: [],
  };
  return {
    ...receiver,
    integrations: [...receiver.integrations.filter(({ secrets }) => secrets.length === 0), console],
  };
}
