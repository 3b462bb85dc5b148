import { describe, it } from "vitest";
import { domainOf, parseMailboxes } from "../../../../src/receiver/email/address.ts";

describe("parseMailboxes", () => {
  const valid = [
    ["ops@example.com", [["", "ops@example.com"]]],
    ["<ops@example.com>", [["", "ops@example.com"]]],
    ["Ops Team <ops@example.com>", [["Ops Team", "ops@example.com"]]],
    ['"Ops, Team" <ops@example.com>', [["Ops, Team", "ops@example.com"]]],
    [
      "a@example.com, B <b@example.com>",
      [
        ["", "a@example.com"],
        ["B", "b@example.com"],
      ],
    ],
    ["ops+pager@example.com", [["", "ops+pager@example.com"]]],
    ["root@localhost", [["", "root@localhost"]]],
    ["ädmin@exämple.com", [["", "ädmin@exämple.com"]]],
  ] as const;
  it.for(valid)("reads %j", ([text, want], { expect }) => {
    expect(parseMailboxes(text)).toEqual({
      ok: true,
      value: want.map(([name, address]) => ({ name, address })),
    });
  });

  it("leaves no line break in a name", ({ expect }) => {
    expect(parseMailboxes('"Ops\r\nBcc: evil@example.com" <ops@example.com>')).toEqual({
      ok: true,
      value: [{ name: "Ops Bcc: evil@example.com", address: "ops@example.com" }],
    });
  });

  const invalid = [
    "",
    " ",
    ",",
    "ops",
    "@example.com",
    "ops@",
    "a@b@c",
    "Ops <ops>",
    "a@example.com, b",
    "a b@example.com x",
    "a@example.com b@example.com",
    "a@example.com; b@example.com",
    "Team: a@example.com, b@example.com;",
    "Ops <ops@example.com> x",
    '"Ops <ops@example.com>',
    "a@example.com\r\nRCPT TO:<b@example.com>",
    "a@example.com> NOTIFY=NEVER <",
  ];
  it.for(invalid)("refuses %j", (text, { expect }) => {
    expect(parseMailboxes(text)).toEqual({
      ok: false,
      error: `Cannot parse address list ${JSON.stringify(text)}`,
    });
  });
});

describe("domainOf", () => {
  it("is what stands behind the @", ({ expect }) => {
    expect(domainOf({ name: "", address: "ops@example.com" })).toBe("example.com");
  });
});
