import { describe, it } from "vitest";
import type { Config } from "../../../src/config/config.ts";
import type { Env } from "../../../src/env.ts";
import { cutUrls, redactor, SHORTEST_SECRET, secretValues } from "../../../src/telemetry/redact.ts";

describe("redactor", () => {
  const cases = [
    {
      name: "masks every occurrence",
      secrets: ["hunter2!"],
      text: "hunter2! and hunter2!",
      want: "*** and ***",
    },
    {
      name: "masks the longer of two that overlap whole",
      secrets: ["secret", "secret-long"],
      text: "secret-long",
      want: "***",
    },
    {
      name: "leaves a text without secrets",
      secrets: ["hunter2!"],
      text: "nothing here",
      want: "nothing here",
    },
    {
      name: "takes a secret as text, not as a pattern",
      secrets: ["a.*b+c$"],
      text: "aXXb a.*b+c$",
      want: "aXXb ***",
    },
    {
      name: "leaves words under the shortest secret",
      secrets: ["x".repeat(SHORTEST_SECRET - 1), ""],
      text: "xxxxx y",
      want: "xxxxx y",
    },
    {
      name: "masks at the shortest secret",
      secrets: ["x".repeat(SHORTEST_SECRET)],
      text: "xxxxxx y",
      want: "*** y",
    },
  ];

  it.for(cases)("$name", ({ secrets, text, want }, { expect }) => {
    expect(redactor(secrets)(text)).toBe(want);
  });
});

describe("cutUrls", () => {
  const cases = [
    {
      text: "fetch https://hooks.slack.com/services/T0/B0/xyz failed",
      want: "fetch https://hooks.slack.com/… failed",
    },
    { text: "https://user:pw@example.com:8443/a?token=1#f", want: "https://example.com:8443/…" },
    { text: 'at "https://discord.com/api/webhooks/1/abc"', want: 'at "https://discord.com/…"' },
    { text: "https://example.com?token=1", want: "https://example.com/…" },
    { text: "smtp://me:secret@mail.example.com:587", want: "smtp://mail.example.com:587/…" },
    { text: "no address, a: b // c", want: "no address, a: b // c" },
  ];

  it.for(cases)("$text", ({ text, want }, { expect }) => {
    expect(cutUrls(text)).toBe(want);
  });
});

describe("secretValues", () => {
  it("gathers string bindings that are not public, and secrets written in the files", ({ expect }) => {
    const env = {
      FARWATCH_EDGE: "local",
      FARWATCH_STARTED_AT: "1700000000000",
      LOCAL_IDENTITIES: "[]",
      LOCAL_URL: "http://localhost:8080",
      OPERATOR_TOKEN: "token-of-operator",
      SLACK_API_URL: "https://hooks.slack.com/services/x",
      CF_VERSION: { id: "v", tag: "", timestamp: "" },
    };
    const settings = {
      url: { value: "inline-url" },
      other: { env: "NAME" },
      nested: [{ password: { value: "inline-pw" } }],
    };
    const headers = [{ name: "Authorization", value: { value: "inline-bearer" } }];
    const edge = {
      externalHeartbeatUrl: { value: "inline-heartbeat" },
      probes: [{ name: "public", module: { headers } }],
    };
    // Only string bindings, receivers and what watches are looked at.
    const config = { receivers: [{ name: "r", integrations: [{ settings }] }], edge } as unknown as Config;
    expect(secretValues(env as unknown as Env, config).sort()).toEqual([
      "https://hooks.slack.com/services/x",
      "inline-bearer",
      "inline-heartbeat",
      "inline-pw",
      "inline-url",
      "token-of-operator",
    ]);
  });

  it("does without a configuration", ({ expect }) => {
    expect(secretValues({ OPERATOR_TOKEN: "t0ken" } as unknown as Env, undefined)).toEqual(["t0ken"]);
  });
});
