import { describe, it } from "vitest";
import { backwardHeaders, forwardHeaders } from "../../../src/cli/forward-headers.ts";

const origin = { cfBlob: '{"true":1}', protocol: "https", address: "192.0.2.7" } as const;
const added = ["farwatch-cf", '{"true":1}', "x-forwarded-proto", "https", "CF-Connecting-IP", "192.0.2.7"];

describe("forwardHeaders", () => {
  const dropped = [
    ["farwatch-cf", "forged"],
    ["Farwatch-CF", "forged"],
    ["FARWATCH-CF", "forged"],
    ["X-Forwarded-Proto", "http"],
    ["cf-connecting-ip", "198.51.100.1"],
    ["CF-Connecting-IP", "198.51.100.1"],
    ["Cf-Client-Cert-Sha256", "aa"],
    ["Client-Cert", ":AA==:"],
    ["MF-CF-Blob", "{}"],
    ["X-Forwarded-For", "198.51.100.1"],
    ["Forwarded", "for=198.51.100.1"],
    ["Connection", "keep-alive"],
    ["Keep-Alive", "timeout=5"],
    ["Transfer-Encoding", "chunked"],
    ["TE", "trailers"],
    ["Trailer", "x"],
    ["Upgrade", "websocket"],
    ["Expect", "100-continue"],
    ["Proxy-Authorization", "x"],
  ] as const;

  it.for(dropped)("drops a client's %s", ([name, value], { expect }) => {
    expect(forwardHeaders([name, value], origin)).toEqual(added);
  });

  it("drops every one of a repeated reserved header", ({ expect }) => {
    const raw = ["farwatch-cf", "a", "X", "1", "Farwatch-Cf", "b", "farwatch-cf", "c"];
    expect(forwardHeaders(raw, origin)).toEqual(["X", "1", ...added]);
  });

  it("keeps the others as they are, in order, repeated ones too", ({ expect }) => {
    const raw = [
      "Host",
      "a:8443",
      "authorization",
      "Bearer t",
      "X-A",
      "1",
      "X-A",
      "2",
      "Content-Length",
      "3",
    ];
    expect(forwardHeaders(raw, origin)).toEqual([...raw, ...added]);
  });

  it("keeps only the first Host", ({ expect }) => {
    expect(forwardHeaders(["Host", "a", "host", "b"], origin)).toEqual(["Host", "a", ...added]);
  });

  it("drops what Connection names, but not Host", ({ expect }) => {
    const raw = [
      "Connection",
      "close, X-Hop",
      "x-hop",
      "1",
      "connection",
      "Host",
      "Host",
      "a",
      "X-Keep",
      "2",
    ];
    expect(forwardHeaders(raw, origin)).toEqual(["Host", "a", "X-Keep", "2", ...added]);
  });

  it("keeps our own header when Connection names it", ({ expect }) => {
    expect(forwardHeaders(["Connection", "farwatch-cf, cf-connecting-ip"], origin)).toEqual(added);
  });
});

describe("backwardHeaders", () => {
  it("drops what speaks of the connection to workerd", ({ expect }) => {
    const headers = {
      connection: "close",
      "keep-alive": "x",
      "transfer-encoding": "chunked",
      "x-a": ["1", "2"],
    };
    expect(backwardHeaders(headers)).toEqual({ "x-a": ["1", "2"] });
  });
});
