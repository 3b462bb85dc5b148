import { describe, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";

/** What becomes of one entry, whose required fields are given beside `body`. */
function entry(key: string, body: string) {
  const text = `global: { smtp_smarthost: "m:587", smtp_from: a@b.c, slack_api_url: "http://a/b" }
route: { receiver: one }
receivers: [{ name: one, ${key}: [{ ${body} }] }]
`;
  const { config, diagnostics } = loadConfig({ routing: { name: "routing", text } }, receiverKinds);
  const [integration] = config?.receivers[0]?.integrations ?? [];
  return { integration, errors: diagnostics.filter(({ severity }) => severity === "error") };
}

/** Upstream shows these as false in its status, and acts so. */
describe("a field with nothing behind it", () => {
  const kinds = [
    ["discord_configs", 'webhook_url: "http://a/b"', true],
    ["email_configs", "to: a@b.c", false],
    ["pagerduty_configs", "routing_key: k", true],
    ["pushover_configs", "user_key: u, token: t", true],
    ["slack_configs", "channel: c", false],
    ["telegram_configs", "bot_token: t, chat_id: 1", true],
    ["webhook_configs", 'url: "http://a/b"', true],
  ] as const;
  it.for(kinds)("send_resolved of %s is false", ([key, body, otherwise], { expect }) => {
    for (const nothing of ["", "~", "null"]) {
      const { integration, errors } = entry(key, `${body}, send_resolved: ${nothing}`);
      expect({ errors, sendResolved: integration?.sendResolved }).toEqual({
        errors: [],
        sendResolved: false,
      });
    }
    expect(entry(key, body).integration?.sendResolved).toBe(otherwise);
  });

  it.for([
    ["{}", true],
    ["{ follow_redirects: }", false],
    ["{ follow_redirects: yes }", true],
    ["", true],
  ] as const)("http_config: %s follows redirects: %s", ([http, followRedirects], { expect }) => {
    const { integration } = entry("webhook_configs", `url: "http://a/b", http_config: ${http}`);
    expect(integration?.settings).toMatchObject({ http: { followRedirects } });
  });
});
