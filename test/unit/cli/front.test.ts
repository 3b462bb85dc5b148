import { describe, it } from "vitest";
import { addressOf, isOwnName } from "../../../src/cli/front.ts";

describe("isOwnName", () => {
  const cases = [
    { host: "localhost:8080", want: true },
    { host: "LOCALHOST:8080", want: true },
    { host: "127.0.0.1:8080", want: true },
    { host: "[::1]:8080", want: true },
    { host: "localhost", want: false },
    { host: "localhost:8081", want: false },
    { host: "localhost:80800", want: false },
    { host: "evil.example:8080", want: false },
    { host: "localhost.evil.example:8080", want: false },
    { host: "127.0.0.1.nip.io:8080", want: false },
    { host: "localhost:8080:8080", want: false },
    { host: " localhost:8080", want: false },
    { host: "0.0.0.0:8080", want: false },
    { host: "", want: false },
    { host: undefined, want: false },
  ];

  it.for(cases)("says $want of $host on port 8080", ({ host, want }, { expect }) => {
    expect(isOwnName(host, 8080)).toBe(want);
  });

  it("takes a name without a port for port 80", ({ expect }) => {
    expect(isOwnName("localhost", 80)).toBe(true);
  });
});

describe("addressOf", () => {
  it("puts IPv6 addresses in brackets", ({ expect }) => {
    expect(addressOf("::1", 8443)).toBe("[::1]:8443");
    expect(addressOf("127.0.0.1", 8443)).toBe("127.0.0.1:8443");
  });
});
