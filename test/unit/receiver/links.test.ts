import { describe, expect, it } from "vitest";
import {
  linksWithin,
  MAX_LINK_LENGTH,
  namedLinks,
  runbookLink,
  safeLink,
} from "../../../src/receiver/links.ts";

describe("safeLink", () => {
  const links = [
    ["https://a.example/x?y=z#w", "https://a.example/x?y=z#w"],
    [" http://bastion:9090/graph ", "http://bastion:9090/graph"],
    ["http://a.example/<b>|c \"d'e`f", "http://a.example/%3Cb%3E%7Cc%20%22d%27e%60f"],
    ["HTTP://A.example", "http://a.example/"],
  ] as const;
  it.for(links)("makes %s a link", ([text, want]) => expect(safeLink(text)).toBe(want));

  const others = [
    "",
    "javascript:alert(1)",
    "data:text/html,x",
    "//a.example/x",
    "/runbooks/x",
    "see the wiki",
    "http:",
    "http://",
    "https://a b/",
    "https://your.bank@evil.example/",
    "https://:p@evil.example/",
    "\u0000javascript:alert(1)",
  ];
  it.for(others)("makes %j none", (text) => expect(safeLink(text)).toBeUndefined());

  it(`makes none of one longer than ${MAX_LINK_LENGTH}`, () => {
    const base = "https://a.example/";
    const longest = base + "x".repeat(MAX_LINK_LENGTH - base.length);
    expect(safeLink(longest)).toBe(longest);
    expect(safeLink(`${longest}x`)).toBeUndefined();
  });
});

describe("runbookLink", () => {
  const edge = { externalUrl: "https://edge.example.com" };
  const labels = { alertname: "Disk full/β" };
  const cases = [
    {
      name: "takes runbook_url",
      annotations: { runbook_url: "https://w/1", runbook: "https://w/2" },
      want: "https://w/1",
    },
    { name: "takes runbook", annotations: { runbook: "https://w/2" }, want: "https://w/2" },
    {
      name: "takes our own page, the name escaped",
      annotations: { runbook_url: "javascript:alert(1)", runbook: "ask Bob" },
      want: "https://edge.example.com/runbooks/Disk%20full%2F%CE%B2",
    },
  ];
  it.for(cases)("$name", ({ annotations, want }) => {
    expect(runbookLink({ labels, annotations: annotations as Record<string, string> }, edge)).toBe(want);
  });

  it("has none for an alert without a name, or without a host of our own", () => {
    expect(runbookLink({ labels: {}, annotations: {} }, edge)).toBeUndefined();
    expect(runbookLink({ labels, annotations: {} }, { externalUrl: "" })).toBeUndefined();
  });
});

describe("namedLinks", () => {
  const [runbook, source] = ["https://a.example/r", "https://a.example/s"];
  const cases = [
    { runbook, source, want: ["Runbook", "Source"] },
    { runbook: undefined, source, want: ["Source"] },
    { runbook, source: undefined, want: ["Runbook"] },
    { runbook: undefined, source: undefined, want: [] },
  ];
  it.for(cases)("are $want of $runbook and $source", ({ want, ...said }) => {
    expect(namedLinks(said).map(({ name }) => name)).toEqual(want);
  });
});

describe("linksWithin", () => {
  const cases = [
    { limit: 9, want: "aaaa bbbb" },
    { limit: 8, want: "aaaa" },
    { limit: 3, want: "" },
  ];
  it.for(cases)("in $limit characters keeps $want", ({ limit, want }) => {
    expect(linksWithin(["aaaa", "bbbb"], " ", limit)).toBe(want);
  });

  it("keeps a short link behind one that is too long", () => {
    expect(linksWithin(["aaaaaa", "bb"], " ", 4)).toBe("bb");
  });
});
