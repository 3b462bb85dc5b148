import { describe, it } from "vitest";
import {
  ADDRESS_CACHE_MS,
  createResolve,
  MAX_CACHED_NAMES,
  MAX_DNS_ANSWER_BYTES,
  PUBLIC_RESOLVERS,
  queryDns,
} from "../../../../src/watch/probe/resolve.ts";

const signal = new AbortController().signal;

interface Zone {
  readonly Status: number;
  readonly Answer?: readonly { readonly type: number; readonly data: string; readonly name?: string }[];
}

/** A resolver that knows one answer for each type, and counts the questions. */
function resolver(zone: Readonly<Record<string, Zone | number>>) {
  const asked: string[] = [];
  const fetch = async (text: string) => {
    const url = new URL(text);
    asked.push(`${url.hostname} ${url.searchParams.get("type")} ${url.searchParams.get("name")}`);
    const answer = zone[`${url.hostname} ${url.searchParams.get("type")}`] ?? { Status: 0 };
    return typeof answer === "number" ? new Response("", { status: answer }) : Response.json(answer);
  };
  return { asked, fetch };
}

describe("queryDns", () => {
  it("asks as application/dns-json wants it and keeps answers of the type alone", async ({ expect }) => {
    const Answer = [
      { name: "www.example.", type: 5, TTL: 60, data: "host.example." },
      { name: "host.example.", type: 1, TTL: 60, data: "192.0.2.7" },
    ];
    let seen: [string, RequestInit] | undefined;
    const fetch = async (url: string, init: RequestInit) => {
      seen = [url, init];
      return Response.json({ Status: 0, TC: false, Question: [], Answer });
    };
    const answer = await queryDns(fetch, "https://dns.example/q?x=1", "www.example", "A", signal);
    expect(answer).toEqual({ rcode: 0, data: ["192.0.2.7"] });
    expect(seen?.[0]).toBe("https://dns.example/q?x=1&name=www.example&type=A");
    expect(seen?.[1]).toMatchObject({ headers: { accept: "application/dns-json" }, redirect: "manual" });
  });

  it.for([
    ["no success", () => new Response("{}", { status: 502 })],
    ["no JSON", () => new Response("<html>")],
    ["another JSON", () => Response.json({ status: "ok" })],
    ["more than the bound", () => Response.json({ Status: 0, x: "x".repeat(MAX_DNS_ANSWER_BYTES) })],
  ] as const)("throws at %s", async ([, answer], { expect }) => {
    const fetch = async () => answer();
    await expect(queryDns(fetch, "https://dns.example/", "a.example", "A", signal)).rejects.toThrow();
  });
});

describe("createResolve", () => {
  const [first, second] = ["https://one.example/", "https://two.example/"];
  const found = { Status: 0, Answer: [{ type: 1, data: "8.8.8.8" }] };
  const found6 = { Status: 0, Answer: [{ type: 28, data: "2606:4700::1111" }] };

  it("gives both kinds of addresses and asks the second resolver nothing", async ({ expect }) => {
    const { fetch, asked } = resolver({ "one.example A": found, "one.example AAAA": found6 });
    const resolve = createResolve(fetch, () => 0, [first, second]);
    expect(await resolve("a.example", signal)).toEqual(["8.8.8.8", "2606:4700::1111"]);
    expect(asked).toEqual(["one.example A a.example", "one.example AAAA a.example"]);
  });

  it.for([
    ["fails", 503],
    ["answers SERVFAIL", { Status: 2 }],
    ["answers REFUSED", { Status: 5 }],
  ] as const)("asks the second when the first %s", async ([, broken], { expect }) => {
    const { fetch } = resolver({ "one.example A": broken, "two.example A": found });
    expect(await createResolve(fetch, () => 0, [first, second])("a.example", signal)).toEqual(["8.8.8.8"]);
  });

  it("is undefined when no resolver answers", async ({ expect }) => {
    const { fetch } = resolver({ "one.example A": 503, "two.example AAAA": { Status: 2 } });
    expect(await createResolve(fetch, () => 0, [first, second])("a.example", signal)).toBeUndefined();
  });

  it("has no address for a name that does not exist, and asks again the next time", async ({ expect }) => {
    const { fetch, asked } = resolver({ "one.example A": { Status: 3 }, "one.example AAAA": { Status: 3 } });
    const resolve = createResolve(fetch, () => 0, [first]);
    expect(await resolve("a.example", signal)).toEqual([]);
    expect(await resolve("a.example", signal)).toEqual([]);
    expect(asked).toHaveLength(4);
  });

  it("remembers addresses for a while", async ({ expect }) => {
    let now = 0;
    const { fetch, asked } = resolver({ "one.example A": found });
    const resolve = createResolve(fetch, () => now, [first]);
    await resolve("a.example", signal);
    now = ADDRESS_CACHE_MS - 1;
    await resolve("a.example", signal);
    expect(asked).toHaveLength(2);
    now = ADDRESS_CACHE_MS;
    await resolve("a.example", signal);
    expect(asked).toHaveLength(4);
  });

  it("starts over at its bound of names", async ({ expect }) => {
    const { fetch, asked } = resolver({ "one.example A": found });
    const resolve = createResolve(fetch, () => 0, [first]);
    for (let name = 0; name <= MAX_CACHED_NAMES; name++) await resolve(`${name}.example`, signal);
    asked.length = 0;
    await resolve(`${MAX_CACHED_NAMES}.example`, signal);
    expect(asked).toEqual([]);
    await resolve("0.example", signal);
    expect(asked).toHaveLength(2);
  });

  it("ends with the signal", async ({ expect }) => {
    const hanging = () => new Promise<Response>(() => {});
    const resolve = createResolve(hanging, () => 0, [first]);
    expect(await resolve("a.example", AbortSignal.timeout(20))).toBeUndefined();
  });
});

it("the public resolvers are asked over https", ({ expect }) => {
  expect(PUBLIC_RESOLVERS.map((url) => new URL(url).protocol)).toEqual(["https:", "https:"]);
});
