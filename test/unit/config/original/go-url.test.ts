import { describe, it } from "vitest";
import { goUrl, redactedUrl } from "../../../../src/config/original/go-url.ts";

describe("goUrl", () => {
  // As url.Parse(text).String() of Go 1.26 answers.
  const cases = [
    ["https://example.org", "https://example.org"],
    ["HTTPS://Example.Org/", "https://Example.Org/"],
    ["http://h:80/a/b?x=1#f", "http://h:80/a/b?x=1#f"],
    ["http://h/a b", "http://h/a%20b"],
    ["http://h/ü?q=ü x", "http://h/%C3%BC?q=ü x"],
    ["http://h/%7Ea/b", "http://h/%7Ea/b"],
    ["http://h/a%2Fb c", "http://h/a/b%20c"],
    ['http://h/a"b<c>', "http://h/a%22b%3Cc%3E"],
    ["http://h/a[b]", "http://h/a[b]"],
    ["http://h/p#fr ag", "http://h/p#fr%20ag"],
    ["http://h/#", "http://h/"],
    ["http://h/?", "http://h/?"],
    ["http://h?x=1", "http://h?x=1"],
    ["http://U:P@h/", "http://U:P@h/"],
    ["http://u%40x:p w@h/", "http://u%40x:p%20w@h/"],
    ["http://[::1]:90/", "http://[::1]:90/"],
    ["proxy:3128", "proxy:3128"],
  ] as const;
  it.for(cases)("writes %s as %s", ([text, want], { expect }) => {
    expect(goUrl(text)).toBe(want);
  });
});

describe("redactedUrl", () => {
  const cases = [
    ["http://u:p@proxy:3128/", "http://u:xxxxx@proxy:3128/"],
    ["http://u:@proxy/", "http://u:xxxxx@proxy/"],
    ["http://u:a@b@proxy/", "http://u:xxxxx@proxy/"],
    ["http://u@proxy/", "http://u@proxy/"],
    ["http://proxy/a:b@c", "http://proxy/a:b@c"],
  ] as const;
  it.for(cases)("writes %s as %s", ([text, want], { expect }) => {
    expect(redactedUrl(text)).toBe(want);
  });
});
