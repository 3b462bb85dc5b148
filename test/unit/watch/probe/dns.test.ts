import { describe, it } from "vitest";
import type { DnsModule } from "../../../../src/config/config.ts";
import { runProbe } from "../../../../src/watch/probe/run.ts";
import { probe, testWorld } from "./world.ts";

const module: DnsModule = {
  prober: "dns",
  name: "dns",
  queryName: "www.example",
  queryType: "A",
  expectAnswers: [],
};
const numbers = { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 } as const;
const target = "https://dns.example/dns-query";

function answering(type: DnsModule["queryType"], ...data: readonly string[]) {
  const Answer = data.map((one) => ({ name: "www.example", type: numbers[type], TTL: 1, data: one }));
  return testWorld({ fetch: async () => Response.json({ Status: 0, Answer }) });
}

describe("dns", () => {
  const alike = [
    ["A", ["192.0.2.1", "192.0.2.2"], ["192.0.2.2"]],
    ["AAAA", ["2001:db8:0:0::1"], ["2001:DB8::1"]],
    ["CNAME", ["Host.Example."], ["host.example"]],
    ["NS", ["ns1.example.", "ns2.example."], ["ns2.example", "ns1.example."]],
    ["MX", ["10 mail.example."], ["10 mail.example"]],
    ["TXT", ['"v=spf1 include:a.example" " -all"'], ["v=spf1 include:a.example -all"]],
    ["TXT", ["plain"], ["plain"]],
    ["A", ["192.0.2.1"], []],
  ] as const;
  it.for(alike)("%s %j holds %j", async ([queryType, data, expectAnswers], { expect }) => {
    const world = answering(queryType, ...data);
    const result = await runProbe(probe({ ...module, queryType, expectAnswers }, target), "weur", world);
    expect(result).toMatchObject({ state: "up", reason: "" });
  });

  it("an answer that lacks an expected one is down", async ({ expect }) => {
    const config = probe({ ...module, expectAnswers: ["192.0.2.1", "192.0.2.9"] }, target);
    const result = await runProbe(config, "weur", answering("A", "192.0.2.1"));
    expect(result).toMatchObject({
      state: "down",
      reason: 'A www.example lacks "192.0.2.9": it is 192.0.2.1',
    });
  });

  it("text keeps its case", async ({ expect }) => {
    const config = probe({ ...module, queryType: "TXT", expectAnswers: ["KEY=abc"] }, target);
    expect((await runProbe(config, "weur", answering("TXT", '"KEY=ABC"'))).state).toBe("down");
  });

  const refusals = [
    [{ Status: 3 }, "A www.example is answered NXDOMAIN"],
    [{ Status: 2 }, "A www.example is answered SERVFAIL"],
    [{ Status: 9 }, "A www.example is answered RCODE 9"],
    [{ Status: 0 }, "A www.example has no answer"],
    [{ Status: 0, Answer: [{ type: 5, data: "x." }] }, "A www.example has no answer"],
  ] as const;
  it.for(refusals)("%j is down", async ([answer, reason], { expect }) => {
    const world = testWorld({ fetch: async () => Response.json(answer) });
    const result = await runProbe(probe(module, target), "weur", world);
    expect(result).toMatchObject({ state: "down", reason });
  });

  const failures = [
    ["fails", async () => new Response("", { status: 502 })],
    ["is gone", () => Promise.reject(new Error("Network connection lost."))],
    ["says no JSON", async () => new Response("<html>")],
    ["hangs", () => new Promise<Response>(() => {})],
  ] as const;
  it.for(failures)("a resolver that %s leaves it unknown", async ([, fetch], { expect }) => {
    const world = testWorld({ fetch, signal: AbortSignal.timeout(50) });
    const result = await runProbe(probe(module, target), "weur", world);
    expect(result.state).toBe("unknown");
    expect(result.reason).toContain("https://dns.example/dns-query did not answer");
  });

  it("a private resolver is refused", async ({ expect }) => {
    const world = testWorld({ allowPrivate: false });
    const result = await runProbe(probe(module, "http://192.168.1.1/dns-query"), "weur", world);
    expect(result).toMatchObject({ state: "unknown" });
    expect(result.reason).toContain("the address is private");
  });

  it.for(["8.8.8.8", "ftp://dns.example/"])("%s is no resolver: unknown", async (address, { expect }) => {
    const result = await runProbe(probe(module, address), "weur", testWorld());
    expect(result.reason).toContain(`Cannot ask ${JSON.stringify(address)}`);
    expect(result.state).toBe("unknown");
  });
});
