import { describe, it } from "vitest";
import { MAX_SUGGESTIONS, search, suggest, textOf } from "../../../src/runbook/find.ts";
import { MAX_QUOTED_NAME_CHARS, quotable, type RunbookEntry } from "../../../src/runbook/runbook.ts";

const names = [
  "HostDown",
  "HighCPU",
  "HighLoad",
  "DiskFull",
  "DiskSpaceLow",
  "SSHBruteForce",
  "GPUMemoryFull",
  "Watchdog",
];

function page(summary: string): RunbookEntry {
  return { summary, raisedBy: "edge", severities: [] };
}

describe("suggest", () => {
  const cases = [
    { asked: "hostdown", want: ["HostDown"], why: "another case" },
    { asked: "HOST_DOWN", want: ["HostDown"], why: "another way of writing names" },
    { asked: "host down", want: ["HostDown"], why: "a space" },
    { asked: "Disk", want: ["DiskFull", "DiskSpaceLow"], why: "a beginning" },
    { asked: "HostDown.md", want: ["HostDown"], why: "a file name" },
    { asked: "HostDownOrWorse", want: ["HostDown"], why: "more than a name" },
    { asked: "brute", want: ["SSHBruteForce"], why: "a part" },
    { asked: "HsotDown", want: ["HostDown"], why: "swapped letters" },
    { asked: "DskFul", want: ["DiskFull"], why: "missing letters" },
    { asked: "HighCPUs", want: ["HighCPU"], why: "a letter too many" },
    { asked: "Nothing", want: [], why: "nothing alike" },
    { asked: "h", want: [], why: "a single letter" },
    { asked: "..", want: [], why: "no letter at all" },
    { asked: "", want: [], why: "nothing" },
    { asked: "constructor", want: [], why: "a name of JavaScript" },
  ];
  it.for(cases)("offers $want for $asked: $why", ({ asked, want }, { expect }) => {
    expect(suggest(asked, names)).toEqual(want);
  });

  it("puts the same name first, then beginnings, then parts, then the misspelt", ({ expect }) => {
    expect(suggest("disk", ["Risk", "RaidDisk", "DiskFull", "DISK"])).toEqual([
      "DISK",
      "DiskFull",
      "RaidDisk",
      "Risk",
    ]);
  });

  it("offers no more than MAX_SUGGESTIONS", ({ expect }) => {
    const many = Array.from({ length: MAX_SUGGESTIONS + 1 }, (_, at) => `Disk${at}`);
    expect(suggest("Disk", many)).toEqual(many.slice(0, MAX_SUGGESTIONS));
  });

  it("looks at no more than MAX_QUOTED_NAME_CHARS", ({ expect }) => {
    const longest = "d".repeat(MAX_QUOTED_NAME_CHARS);
    expect(suggest(`${longest}x`, [longest])).toEqual([longest]);
    expect(suggest(`x${longest}`, [longest])).toEqual([longest]);
  });
});

describe("search", () => {
  const runbooks = new Map([
    ["HostDown", page("A host does not answer.")],
    ["DiskFull", page("A <code>disk</code> of a host &amp; its data.")],
    ["HighCPU", page("A host computes too much.")],
  ]);
  const cases = [
    { query: "", want: ["DiskFull", "HighCPU", "HostDown"] },
    { query: "  ", want: ["DiskFull", "HighCPU", "HostDown"] },
    { query: "HOST", want: ["HostDown"] },
    { query: "A HOST", want: ["DiskFull", "HighCPU", "HostDown"] },
    { query: "hostd", want: ["HostDown"] },
    { query: "down host", want: ["HostDown"] },
    { query: "host disk", want: ["DiskFull"] },
    { query: "answer", want: ["HostDown"] },
    { query: "& its", want: ["DiskFull"] },
    { query: "code", want: [] },
    { query: "amp;", want: [] },
    { query: "nothing", want: [] },
  ];
  it.for(cases)("finds $want for $query", ({ query, want }, { expect }) => {
    expect([...search(runbooks, query).keys()]).toEqual(want);
  });

  it("hands on the pages themselves", ({ expect }) => {
    expect(search(runbooks, "hostd").get("HostDown")).toBe(runbooks.get("HostDown"));
  });

  it("reads no more of a query than MAX_QUOTED_NAME_CHARS", ({ expect }) => {
    const query = `disk${" ".repeat(MAX_QUOTED_NAME_CHARS - 4)}nothing`;
    expect([...search(runbooks, query).keys()]).toEqual(["DiskFull"]);
  });
});

it("textOf turns a summary back into words", ({ expect }) => {
  expect(textOf('<a href="/x">a</a> &lt;b&gt; <code>&quot;c&quot;</code> &amp;lt;')).toBe('a <b> "c" &lt;');
});

describe("quotable", () => {
  it("cuts at MAX_QUOTED_NAME_CHARS", ({ expect }) => {
    expect(quotable("x".repeat(MAX_QUOTED_NAME_CHARS + 1))).toHaveLength(MAX_QUOTED_NAME_CHARS);
  });

  it("leaves no half of a character", ({ expect }) => {
    expect(quotable(`${"x".repeat(MAX_QUOTED_NAME_CHARS - 1)}\u{1f4be}`).at(-1)).toBe("\ufffd");
  });
});
