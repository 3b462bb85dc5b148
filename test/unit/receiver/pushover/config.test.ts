import { describe, expect, it } from "vitest";
import {
  DEFAULT_EXPIRE,
  DEFAULT_RETRY,
  MAX_EXPIRE_MS,
  MIN_RETRY_MS,
  pushoverConfig,
} from "../../../../src/receiver/pushover/config.ts";

const http = { headers: [], followRedirects: true };
const KEYS = { user_key: "u", token: "t" };
const BASE = {
  user: { value: "u" },
  token: { value: "t" },
  http,
  retryMs: 60_000,
  expireMs: 3_600_000,
  ttlMs: 0,
};
const resolve = (raw: unknown) => pushoverConfig.resolve(raw, {});

describe("pushover_configs act on", () => {
  const cases = [
    {
      name: `written keys, with upstream's ${DEFAULT_RETRY} and ${DEFAULT_EXPIRE}`,
      raw: KEYS,
      want: BASE,
      secrets: [],
    },
    {
      name: "keys in secrets",
      raw: { user_key_file: "/run/secrets/pushover_user", token_file: "/run/secrets/pushover_token" },
      want: { ...BASE, user: { env: "PUSHOVER_USER" }, token: { env: "PUSHOVER_TOKEN" } },
      secrets: ["PUSHOVER_USER", "PUSHOVER_TOKEN"],
    },
    {
      name: "the rest",
      raw: {
        ...KEYS,
        device: "phone",
        sound: "siren",
        priority: -1,
        retry: `${MIN_RETRY_MS}ms`,
        expire: `${MAX_EXPIRE_MS / 1000}s`,
        ttl: "1h30m",
      },
      want: {
        ...BASE,
        device: "phone",
        sound: "siren",
        priority: -1,
        retryMs: MIN_RETRY_MS,
        expireMs: MAX_EXPIRE_MS,
        ttlMs: 5_400_000,
      },
      secrets: [],
    },
  ];

  it.for(cases)("$name", ({ raw, want, secrets }) => {
    expect(resolve(raw)).toEqual({ settings: want, sendResolved: true, secrets, issues: [] });
  });

  it("send_resolved, which is true unless it is given", () => {
    expect(resolve({ ...KEYS, send_resolved: false }).sendResolved).toBe(false);
  });
});

describe("pushover_configs are refused, for Pushover would refuse the page:", () => {
  const cases: readonly (readonly [string, readonly string[], unknown])[] = [
    ["one of user_key or user_key_file must be configured", [], { token: "t" }],
    ["one of token or token_file must be configured", [], { user_key: "u" }],
    ["at most one of user_key & user_key_file", ["user_key_file"], { ...KEYS, user_key_file: "x" }],
    ["at most one of token & token_file", ["token_file"], { ...KEYS, token_file: "x" }],
    ['Cannot read retry: Pushover wants at least 30s, got "29s"', ["retry"], { ...KEYS, retry: "29s" }],
    ['Cannot read expire: Pushover wants at most 3h, got "3h1s"', ["expire"], { ...KEYS, expire: "3h1s" }],
    ["Cannot read expire", ["expire"], { ...KEYS, expire: "0s" }],
    ["Cannot read ttl: Pushover wants a positive time", ["ttl"], { ...KEYS, ttl: "-1s" }],
    ['Cannot use priority "3": expected -2 to 2', ["priority"], { ...KEYS, priority: 3 }],
    ['Cannot use priority "high": expected -2 to 2', ["priority"], { ...KEYS, priority: "high" }],
    ['time: invalid duration "1d"', ["retry"], { ...KEYS, retry: "1d" }],
    ["at most one of monospace & html must be configured", [], { ...KEYS, html: true, monospace: true }],
    ['Unknown field "user"', ["user"], { ...KEYS, user: "u" }],
  ];

  it.for(cases)("%s", ([message, path, raw]) => {
    const { settings, issues } = resolve(raw);
    expect(settings).toBeUndefined();
    expect(issues).toMatchObject([{ severity: "error", path, message: expect.stringContaining(message) }]);
  });

  it("no message quotes a key", () => {
    expect(JSON.stringify(resolve({ user_key: ["hunter2"], token: { hunter2: 1 } }).issues)).not.toContain(
      "hunter2",
    );
  });
});

describe("pushover_configs warn once of each field that no message acts on:", () => {
  const cases = [
    ["title", "x", "is not used: "],
    ["message", "x", "is not used: "],
    ["url", "x", "is not used: "],
    ["url_title", "x", "is not used: "],
    ["html", true, "is not used: "],
    ["monospace", true, "is not used: "],
    ["device", "{{ .X }}", "holds a template"],
    ["sound", "{{ .X }}", "holds a template"],
    ["priority", '{{ if eq .Status "firing" }}2{{ else }}0{{ end }}', "holds a template"],
  ] as const;

  it.for(cases)("%s", ([field, value, words]) => {
    const { settings, issues } = resolve({ ...KEYS, [field]: value });
    expect(settings).toEqual(BASE);
    expect(issues).toMatchObject([
      { severity: "warning", path: [field], message: expect.stringContaining(words) },
    ]);
  });
});
