import { describe, it } from "vitest";
import {
  bracketed,
  canonicalAddress,
  familyOf,
  isDialable,
  networkProblem,
} from "../../../../src/cli/stack/address.ts";

describe("canonicalAddress", () => {
  it.for([
    ["192.168.1.10", "192.168.1.10"],
    ["fd00:0:0::A", "fd00::a"],
    ["FE80::1", "fe80::1"],
    ["::ffff:10.0.0.1", "::ffff:a00:1"],
    ["fe80::1%eth0", undefined],
    ["192.168.1.256", undefined],
    ["192.168.1", undefined],
    ["010.0.0.1", undefined],
    ["192.168.1.10/24", undefined],
    ["bastion.lab", undefined],
    ["[fd00::1]", undefined],
    ["", undefined],
  ] as const)("%s is %s", ([text, want], { expect }) => {
    expect(canonicalAddress(text)).toBe(want);
  });
});

describe("isDialable", () => {
  it.for(["192.168.1.10", "10.0.0.1", "223.255.255.255", "fd00::1", "::2", "2001:db8::ff"])(
    "%s can be dialed",
    (address, { expect }) => expect(isDialable(address)).toBe(true),
  );

  it.for(["127.0.0.1", "0.0.0.0", "224.0.0.1", "239.1.1.1", "255.255.255.255", "::", "::1", "ff02::1"])(
    "%s cannot, from another machine",
    (address, { expect }) => expect(isDialable(address)).toBe(false),
  );
});

describe("networkProblem", () => {
  it.for([
    "192.168.1.0/24",
    "10.0.0.0/8",
    "0.0.0.0/0",
    "10.1.2.3/32",
    "fd00::/64",
    "2001:db8:1::/48",
    "::/0",
  ])("%s is a network", (text, { expect }) => expect(networkProblem(text)).toBeUndefined());

  it.for([
    ["192.168.1.0", /^expected a network such as 192\.168\.1\.0\/24$/],
    ["192.168.1.0/33", /: an IPv4 address has 32 bits$/],
    ["fd00::/129", /: an IPv6 address has 128 bits$/],
    ["192.168.1.10/24", /: the address has bits beyond \/24$/],
    ["fd00::1/64", /: the address has bits beyond \/64$/],
    ["fd00:0:0:1::/63", /: the address has bits beyond \/63$/],
    ["lan/24", /^expected a network such as/],
    ["192.168.1.0/24/8", /^expected a network such as/],
    ["192.168.1.0/", /^expected a network such as/],
  ] as const)("%s is none", ([text, problem], { expect }) => {
    expect(networkProblem(text)).toMatch(problem);
  });
});

describe("an address in front of a port", () => {
  it.for([
    ["192.168.1.10", "192.168.1.10", "ipv4"],
    ["fd00::10", "[fd00::10]", "ipv6"],
    ["fd00::/64", "[fd00::/64]", "ipv6"],
  ] as const)("%s is written %s", ([address, want, family], { expect }) => {
    expect([bracketed(address), familyOf(address)]).toEqual([want, family]);
  });
});
