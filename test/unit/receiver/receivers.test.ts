import { describe, expect, it } from "vitest";
import type { GlobalConfig } from "../../../src/config/config.ts";
import { globalSchema } from "../../../src/config/global-schema.ts";
import { channelOf, receiverKinds, receivers } from "../../../src/receiver/receivers.ts";
import { context, samples } from "./samples.ts";

describe("the table of receivers", () => {
  it("names each kind and its key as the routing file does", () => {
    const keys = receiverKinds.map(({ kind, key }) => [kind, key]);
    expect(keys).toEqual([
      ["discord", "discord_configs"],
      ["email", "email_configs"],
      ["ntfy", "ntfy_configs"],
      ["pagerduty", "pagerduty_configs"],
      ["pushover", "pushover_configs"],
      ["slack", "slack_configs"],
      ["telegram", "telegram_configs"],
      ["webhook", "webhook_configs"],
    ]);
  });

  it("has the console, which no routing file can name", () => {
    expect(channelOf("console")).toBe(receivers.console);
    expect(receiverKinds.map(({ kind }) => kind)).not.toContain("console");
  });

  it.for(["constructor", "__proto__", "opsgenie", ""])("has no channel %j", (kind) => {
    expect(channelOf(kind)).toBeUndefined();
  });
});

describe("every configured kind", () => {
  const global: GlobalConfig = { smtp_smarthost: "mail.example.com:587", smtp_from: "edge@example.com" };
  const entries: Readonly<Record<string, unknown>> = {
    discord: { webhook_url: "https://discord.com/api/webhooks/1/x" },
    email: { to: "ops@example.com" },
    ntfy: { topic: "alerts" },
    pagerduty: { routing_key: "k" },
    pushover: { user_key: "u", token: "t" },
    telegram: { bot_token: "1:x", chat_id: -100 },
    slack: { api_url: "https://hooks.slack.com/services/x" },
    webhook: { url: "https://next.example.com/webhook" },
  };

  it.for(receiverKinds)(
    "$kind renders every sample with the settings that it resolves",
    ({ kind, resolve }) => {
      const { settings, issues } = resolve(entries[kind], global);
      expect(issues).toEqual([]);
      for (const { notification } of samples) {
        expect(() => JSON.stringify(channelOf(kind)?.render(notification, settings, context))).not.toThrow();
        expect(channelOf(kind)?.render(notification, settings, context)).toEqual(
          channelOf(kind)?.render(notification, settings, context),
        );
      }
    },
  );

  it("takes from global only what the routing file may hold there", () => {
    const known: readonly string[] = globalSchema.keyof().options;
    expect(
      receiverKinds.flatMap(({ globals = [] }) => globals).filter((name) => !known.includes(name)),
    ).toEqual([]);
  });

  it.for(Object.entries(receivers))("%s says what its send may cost", ([, { maxSubrequests }]) => {
    expect(maxSubrequests).toBeLessThanOrEqual(2);
  });
});
