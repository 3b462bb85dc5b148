import { describe, expect, test } from "vitest";
import { hostKind } from "../../../src/config/host-kind.ts";

describe("a host is private", () => {
  test.each([
    ["this network", "0.0.0.0"],
    ["ten", "10.255.255.255"],
    ["shared by providers", "100.64.0.1"],
    ["loopback", "127.0.0.1"],
    ["metadata of a cloud", "169.254.169.254"],
    ["the first of 172.16/12", "172.16.0.0"],
    ["the last of 172.16/12", "172.31.255.255"],
    ["192.168", "192.168.1.1"],
    ["for benchmarks", "198.19.255.255"],
    ["multicast", "224.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["loopback in hexadecimal", "0x7f000001"],
    ["loopback as one number", "2130706433"],
    ["loopback in short", "127.1"],
    ["loopback in octal", "0177.0.0.1"],
    ["loopback of IPv6", "[::1]"],
    ["loopback of IPv6 in full", "[0:0:0:0:0:0:0:1]"],
    ["unspecified", "[::]"],
    ["unique local", "[fd00::1]"],
    ["link local", "[fe80::1]"],
    ["multicast of IPv6", "[ff02::1]"],
    ["a private address in IPv6", "[::ffff:10.0.0.1]"],
    ["a private address translated", "[64:ff9b::10.0.0.1]"],
    ["localhost", "LOCALHOST"],
    ["below localhost", "a.localhost"],
    ["localhost with the root's dot", "localhost."],
  ])("%s", (_, host) => {
    expect(hostKind(host)).toBe("private");
  });
});

describe("a host is a public address", () => {
  test.each([
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.169.0.0",
    "198.20.0.0",
    "223.255.255.255",
    "[2606:4700:4700::1111]",
    "[::ffff:1.1.1.1]",
    "[64:ff9b::1.1.1.1]",
  ])("%s", (host) => {
    expect(hostKind(host)).toBe("public");
  });
});

test.each(["bastion.example.org", "10.example.org", "localhost.example.org", "bastion"])(
  "%s is a name",
  (host) => {
    expect(hostKind(host)).toBe("name");
  },
);
