import { describe, expect, it } from "vitest";
import { firstChars, MASK, MIN_TOKEN_LENGTH, maskSecrets } from "../../../src/receiver/mask.ts";

const webhook = "https://hooks.example.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX";

describe("maskSecrets", () => {
  const cases = [
    {
      name: "masks a secret wherever it stands",
      text: "a s3cret, s3cret!",
      secrets: ["s3cret"],
      want: "a ***, ***!",
    },
    {
      name: "masks the longer of two first",
      text: "abcdef abc",
      secrets: ["abc", "abcdef"],
      want: "*** ***",
    },
    {
      name: "masks a secret that is read with its newline",
      text: "tok en",
      secrets: ["tok en\n"],
      want: "***",
    },
    { name: "masks it URL-encoded", text: "?k=a%2Fb%20c", secrets: ["a/b c"], want: "?k=***" },
    { name: "masks it in JSON", text: '{"k":"a\\"b"}', secrets: ['a"b'], want: '{"k":"***"}' },
    {
      name: "masks it in PHP's JSON",
      text: "https:\\/\\/a.example\\/x",
      secrets: ["https://a.example/x"],
      want: "***",
    },
    {
      name: "masks the token alone of a secret URL",
      text: "no hook XXXXXXXXXXXXXXXXXXXXXXXX",
      secrets: [webhook],
      want: "no hook ***",
    },
    {
      name: "masks the path of a secret URL",
      text: "GET /services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
      secrets: [webhook],
      want: "GET ***",
    },
    {
      name: "leaves the words of a secret URL",
      text: "services at hooks.example.com",
      secrets: [webhook],
      want: "services at hooks.example.com",
    },
    { name: "masks nothing for an empty secret", text: "abc", secrets: ["", " "], want: "abc" },
    { name: "masks a secret with signs of regular expressions", text: "a(b", secrets: ["a(b"], want: "***" },
  ];

  it.for(cases)("$name", ({ text, secrets, want }) => expect(maskSecrets(text, secrets)).toBe(want));

  it(`takes parts of ${MIN_TOKEN_LENGTH} characters for tokens and no shorter ones`, () => {
    const long = "t".repeat(MIN_TOKEN_LENGTH);
    const short = "t".repeat(MIN_TOKEN_LENGTH - 1);
    expect(maskSecrets(long, [`https://a.example/${long}`])).toBe(MASK);
    expect(maskSecrets(short, [`https://a.example/${short}`])).toBe(short);
  });
});

describe("firstChars", () => {
  it("leaves what is short", () => expect(firstChars("abc", 3)).toBe("abc"));
  it("cuts what is longer", () => expect(firstChars("abcd", 3)).toBe("abc"));
  it("counts characters and halves none", () => expect(firstChars("🔥🔥🔥", 2)).toBe("🔥🔥"));
});
