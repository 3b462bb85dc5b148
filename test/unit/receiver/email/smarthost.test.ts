import { describe, it } from "vitest";
import {
  BINDING_HOST,
  BLOCKED_PORT,
  IMPLICIT_TLS_PORT,
  isLoopback,
  parseSmarthost,
  usesBinding,
} from "../../../../src/receiver/email/smarthost.ts";

describe("parseSmarthost", () => {
  const valid = [
    ["mail.example.com:587", "mail.example.com", 587],
    ["MAIL.example.com:25", "mail.example.com", 25],
    ["[2001:db8::1]:2525", "2001:db8::1", 2525],
    ["mail:1", "mail", 1],
    ["mail:65535", "mail", 65_535],
  ] as const;
  it.for(valid)("reads %s", ([text, host, port], { expect }) => {
    expect(parseSmarthost(text)).toEqual({ ok: true, value: { host, port } });
  });

  const invalid = [
    "mail",
    "mail:",
    ":587",
    "mail:smtp",
    "2001:db8::1:587",
    "mail:587:1",
    "mail :587",
    "[::1]",
    "mail:0",
    "mail:65536",
  ];
  it.for(invalid)("refuses %j", (text, { expect }) => {
    const parsed = parseSmarthost(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error).toContain(JSON.stringify(text));
  });

  it("knows the two ports that a Worker cannot use", ({ expect }) => {
    expect([BLOCKED_PORT, IMPLICIT_TLS_PORT]).toEqual([25, 465]);
  });
});

describe("usesBinding", () => {
  it("is chosen by Cloudflare's own host and by no other", ({ expect }) => {
    expect(usesBinding({ host: BINDING_HOST, port: 465 })).toBe(true);
    expect(usesBinding({ host: `${BINDING_HOST}.`, port: 587 })).toBe(true);
    expect(usesBinding({ host: `${BINDING_HOST}.example.com`, port: 465 })).toBe(false);
    expect(usesBinding({ host: "mx.cloudflare.net", port: 465 })).toBe(false);
  });
});

describe("isLoopback", () => {
  const hosts = [
    ["localhost", true],
    ["127.0.0.1", true],
    ["127.255.0.9", true],
    ["::1", true],
    ["localhost.example.com", false],
    ["127.0.0.1.example.com", false],
    ["1270.0.0.1", false],
    ["10.0.0.1", false],
    ["mail.example.com", false],
  ] as const;
  it.for(hosts)("says of %s: %s", ([host, want], { expect }) => {
    expect(isLoopback({ host, port: 587 })).toBe(want);
  });
});
