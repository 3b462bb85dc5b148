import { describe, it } from "vitest";
import { guardHost, parseHostPort, shownUrl } from "../../../../src/watch/probe/target.ts";
import { testWorld } from "./world.ts";

describe("parseHostPort", () => {
  it.for([
    ["example.org:443", "example.org", 443],
    ["127.0.0.1:1", "127.0.0.1", 1],
    ["[2606:4700::1]:65535", "2606:4700::1", 65_535],
  ] as const)("reads %s", ([text, hostname, port], { expect }) => {
    expect(parseHostPort(text)).toEqual({ hostname, port });
  });

  it.for([
    "example.org",
    "example.org:0",
    "example.org:65536",
    ":443",
    "2606:4700::1:443",
    "https://a:1",
    "",
  ])("refuses %j", (text, { expect }) => {
    expect(() => parseHostPort(text)).toThrow(`Cannot read the target ${JSON.stringify(text)}`);
  });
});

it("shownUrl leaves credentials and tokens out", ({ expect }) => {
  expect(shownUrl("https://u:p@a.example:8443/x/y?token=z#t")).toBe("https://a.example:8443/x/y");
});

describe("guardHost", () => {
  const guarded = { allowPrivate: false };

  it.for([
    ["127.1", "loopback"],
    ["[::1]", "loopback"],
    ["::ffff:10.0.0.1", "private"],
    ["169.254.169.254", "metadata service"],
    ["localhost", "loopback"],
  ] as const)("refuses %s: unknown, since nothing was asked of it", async ([host, reason], { expect }) => {
    const world = testWorld(guarded);
    await expect(guardHost(host, world)).rejects.toMatchObject({
      state: "unknown",
      message: `Refused to probe ${host}: the address is ${reason}; only --allow-private lets it pass`,
    });
  });

  it("refuses a name one of whose addresses is private", async ({ expect }) => {
    const world = testWorld({ ...guarded, resolve: async () => ["8.8.8.8", "192.168.1.1"] });
    await expect(guardHost("rebind.example", world)).rejects.toMatchObject({
      state: "unknown",
      message:
        "Refused to probe rebind.example (192.168.1.1): the address is private; only --allow-private lets it pass",
    });
    expect(world.steps).toContain("rebind.example is 8.8.8.8, 192.168.1.1");
  });

  it("lets public addresses and names pass, and answers with their addresses", async ({ expect }) => {
    const world = testWorld({ ...guarded, resolve: async () => ["8.8.8.8", "2606:4700::1111"] });
    expect(await guardHost("dns.example", world)).toEqual(["8.8.8.8", "2606:4700::1111"]);
    expect(await guardHost("1.1.1.1", world)).toEqual(["1.1.1.1"]);
  });

  it("a name without an address is down", async ({ expect }) => {
    const world = testWorld({ ...guarded, resolve: async () => [] });
    await expect(guardHost("gone.example", world)).rejects.toMatchObject({
      state: "down",
      message: "gone.example has no address in public DNS",
    });
  });

  const resolvers: readonly (readonly [string, () => Promise<undefined>])[] = [
    ["does not answer", async () => undefined],
    ["throws", () => Promise.reject(new Error("no network"))],
    ["hangs", () => new Promise(() => {})],
  ];
  it.for(resolvers)("a resolver that %s leaves it unknown", async ([, resolve], { expect }) => {
    const world = testWorld({ ...guarded, resolve, signal: AbortSignal.timeout(50) });
    await expect(guardHost("a.example", world)).rejects.toMatchObject({ state: "unknown" });
  });

  it("asks nothing where everything is allowed", async ({ expect }) => {
    const world = testWorld({ resolve: () => Promise.reject(new Error("asked")) });
    expect(await guardHost("nas.lan", world)).toBeUndefined();
    expect(await guardHost("127.0.0.1", world)).toBeUndefined();
  });
});
