import { describe, it } from "vitest";
import { isIn, isLoopbackName, parseAddress, refusalOf } from "../../../src/config/address.ts";

describe("parseAddress", () => {
  const loopback = ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "0177.0x0.1"];
  it.for([...loopback, "127.0.0.1.", "１２７.0.0.1", "%31%32%37.0.0.1"])(
    "%s is 127.0.0.1",
    (text, { expect }) => {
      expect(parseAddress(text)).toEqual([127, 0, 0, 1]);
    },
  );

  const ipv6 = [
    ["::1", [...new Array(15).fill(0), 1]],
    ["[::1]", [...new Array(15).fill(0), 1]],
    ["0:0:0:0:0:0:0:1", [...new Array(15).fill(0), 1]],
    ["::", new Array(16).fill(0)],
    ["::ffff:10.0.0.1", [...new Array(10).fill(0), 255, 255, 10, 0, 0, 1]],
    ["2001:db8::a:0", [0x20, 1, 0x0d, 0xb8, ...new Array(8).fill(0), 0, 10, 0, 0]],
    ["fe80::1%eth0", [0xfe, 0x80, ...new Array(13).fill(0), 1]],
  ] as const;
  it.for(ipv6)("%s is read", ([text, bytes], { expect }) => {
    expect(parseAddress(text)).toEqual(bytes);
  });

  const names = ["example.org", "localhost", "1.2.3.4.example.org", "", "256.1.1.1", ":::", "[example.org]"];
  it.for([...names, "example.org#127.0.0.1", "x@127.0.0.1", "127.0.0.1/x", "127.0.0.1?x", "a\\b"])(
    "%j is no address",
    (text, { expect }) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );
});

describe("refusalOf", () => {
  const refused = [
    ["0.0.0.0", "this host"],
    ["0.1.2.3", "this host"],
    ["10.0.0.0", "private"],
    ["10.255.255.255", "private"],
    ["100.64.0.0", "carrier-grade NAT"],
    ["100.127.255.255", "carrier-grade NAT"],
    ["100.100.100.200", "metadata service"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.255", "loopback"],
    ["168.63.129.16", "metadata service"],
    ["169.254.0.1", "link-local"],
    ["169.254.169.254", "metadata service"],
    ["172.16.0.0", "private"],
    ["172.31.255.255", "private"],
    ["192.0.0.192", "metadata service"],
    ["192.0.2.1", "reserved"],
    ["192.168.0.1", "private"],
    ["198.19.255.255", "reserved"],
    ["224.0.0.1", "multicast"],
    ["255.255.255.255", "reserved"],
    ["::", "this host"],
    ["::1", "loopback"],
    ["fc00::1", "private"],
    ["fdff::1", "private"],
    ["fd00:ec2::254", "metadata service"],
    ["fe80::1", "link-local"],
    ["febf::1", "link-local"],
    ["fec0::1", "private"],
    ["ff02::1", "multicast"],
    ["2001:db8::1", "reserved"],
    ["2001::1", "reserved"],
    ["::ffff:127.0.0.1", "loopback"],
    ["::ffff:a9fe:a9fe", "metadata service"],
    ["::ffff:0:10.0.0.1", "private"],
    ["::10.0.0.1", "private"],
    ["64:ff9b::192.168.1.1", "private"],
    ["2002:7f00:1::", "loopback"],
    ["100::1", "reserved"],
    ["5f00::1", "reserved"],
  ] as const;
  it.for(refused)("%s is %s", ([text, reason], { expect }) => {
    expect(refusalOf(parseAddress(text) ?? [])).toBe(reason);
  });

  const allowed = [
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
  ];
  it.for([
    ...[...allowed, "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255"],
    ...["192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "1.1.1.1", "8.8.8.8"],
    ...["2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::"],
  ])("%s may be probed", (text, { expect }) => {
    expect(refusalOf(parseAddress(text) ?? [])).toBeUndefined();
  });
});

it("isIn compares no address of one family with a range of the other", ({ expect }) => {
  expect(isIn([0, 0, 0, 0], "::/0")).toBe(false);
  expect(isIn([1, 2, 3, 4], "0.0.0.0/0")).toBe(true);
  expect(isIn([1, 2, 3, 4], "1.2.3.4/32")).toBe(true);
  expect(isIn([1, 2, 3, 5], "1.2.3.4/31")).toBe(true);
  expect(isIn([1, 2, 3, 6], "1.2.3.4/31")).toBe(false);
});

it.for([
  ["localhost", true],
  ["LOCALHOST.", true],
  ["a.localhost", true],
  ["localhost.example.org", false],
  ["notlocalhost", false],
] as const)("isLoopbackName(%j) is %s", ([name, want], { expect }) => {
  expect(isLoopbackName(name)).toBe(want);
});
