import { describe, expect, test } from "vitest";
import { parseYaml } from "../../../src/config/yaml.ts";
import { MAX_ALIASED_NODES } from "../../../src/config/yaml-tree.ts";

function read(text: string): unknown {
  const { file, diagnostics } = parseYaml("f.yaml", text);
  expect(diagnostics).toEqual([]);
  return file?.value;
}

describe("a document is read as plain values", () => {
  test.each<[string, string, unknown]>([
    ["a mapping", "a: 1\nb: [x, true]", { a: 1, b: ["x", true] }],
    ["nothing", "# only a comment\n", undefined],
    ["quoted scalars, as text", `a: "1"\nb: 'true'\nc: ""`, { a: "1", b: "true", c: "" }],
    ["block scalars, as text", "a: |\n  1\n", { a: "1\n" }],
    ["a scalar with an explicit tag, as text", "a: !!str 5", { a: "5" }],
    ["a field without a value, as absent", "a:\nb: ~", { a: undefined, b: undefined }],
    ["a list item without a value, as null", "- \n- ~", [null, null]],
    ["keys that look like numbers or booleans, as text", "yes: 1\n2: b", { yes: 1, 2: "b" }],
    ["an alias", "a: &x [1]\nb: *x", { a: [1], b: [1] }],
    [
      "a merge, where own keys win",
      "a: &x {k: 1, l: 2}\nb:\n  l: 3\n  <<: *x",
      { a: { k: 1, l: 2 }, b: { k: 1, l: 3 } },
    ],
    [
      "a merge of two, where the first wins",
      "a: &x {k: 1}\nb: &y {k: 2, l: 2}\nc: {<<: [*x, *y]}",
      { a: { k: 1 }, b: { k: 2, l: 2 }, c: { k: 1, l: 2 } },
    ],
    ["the wildcard of group_by", "a: [...]", { a: ["..."] }],
  ])("%s", (_, text, value) => {
    expect(read(text)).toEqual(value);
  });

  test("a key __proto__ is a key like any other", () => {
    const value = read("__proto__: {polluted: 1}");
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect(value).not.toHaveProperty("polluted");
  });
});

describe("what is no YAML that we accept is an error with its place", () => {
  test.each([
    ["a key given twice", "a: 1\nb: 2\na: 3\n", 3, 1, "the same key twice in one mapping"],
    ["an unknown tag", "a: 1\nb: !env SECRET", 2, 4, "!env"],
    ["an unclosed list", "a: [1,\n", 2, 1, "Flow sequence"],
    ["a tab as indentation", "a:\n\tb: 1", 2, 1, "Tabs"],
    ["a merge of a text", "a: {<<: b}", 1, 9, "a merge takes a mapping"],
    ["a merge of nothing", "a: {<<: }", 1, 9, "a merge takes a mapping"],
    ["a merge of a list of texts", "a: {<<: [{b: 1}, c]}", 1, 18, "a merge takes a mapping"],
    ["an alias without anchor", "a: *nowhere", 1, 4, "nowhere"],
  ])("%s", (_, text, line, column, message) => {
    const { file, diagnostics } = parseYaml("f.yaml", text);
    expect(file).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ severity: "error", file: "f.yaml", line, column });
    expect(diagnostics[0]?.message).toContain(message);
    expect(diagnostics[0]?.message).toMatch(/^Cannot parse YAML: /);
  });
});

describe("aliases", () => {
  const list = (count: number) => `a: &x 1\nb: [${Array.from({ length: count }, () => "*x").join(", ")}]`;

  test("stand for as many nodes as the limit allows", () => {
    expect(MAX_ALIASED_NODES).toBe(40_000);
    expect(read(list(MAX_ALIASED_NODES))).toMatchObject({ b: { length: MAX_ALIASED_NODES } });
  });

  test("and for one more they are an error", () => {
    const { diagnostics } = parseYaml("f.yaml", list(MAX_ALIASED_NODES + 1));
    const message = "Cannot parse YAML: the file's aliases stand for more than 40000 nodes";
    expect(diagnostics.map((found) => found.message)).toEqual([message]);
  });

  test("that are a bomb are refused before they are expanded", () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`,
    );
    const { diagnostics } = parseYaml("f.yaml", ["l0: &l0 [x, x]", ...levels].join("\n"));
    expect(diagnostics.map((found) => found.message)).toEqual([
      expect.stringContaining("more than 40000 nodes"),
    ]);
  });

  test.each(["a: &x [*x]", "a: &x {b: {c: *x}}", "a: &x {b: 1, <<: *x}"])(
    "stand not in themselves: %s",
    (text) => {
      const { diagnostics } = parseYaml("f.yaml", text);
      expect(diagnostics[0]?.message).toBe('Cannot parse YAML: anchor "x" contains itself');
    },
  );

  test("name the last node that has their anchor", () => {
    expect(read("a: &x 1\nb: *x\nc: &x 2\nd: *x")).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });

  test("find an anchor that stands beside their merge", () => {
    expect(read("a: {x: &x {b: 1}, <<: *x}")).toEqual({ a: { x: { b: 1 }, b: 1 } });
  });
});

test("of several documents the first is read, as upstream, and the rest is told", () => {
  const { file, diagnostics } = parseYaml("f.yaml", "a: 1\n---\nb: 2\n---\n}");
  expect(file?.value).toEqual({ a: 1 });
  expect(diagnostics).toEqual([
    {
      severity: "warning",
      file: "f.yaml",
      line: 2,
      column: 1,
      message: expect.stringMatching(/^this document and/),
    },
  ]);
});

test("a key that is null is the empty text, as in Go's maps", () => {
  expect(read("a: {~: 1, 'null': 2}")).toEqual({ a: { "": 1, null: 2 } });
});

test("a path leads to its key or list item, else to the nearest above it", () => {
  const { file } = parseYaml("f.yaml", "a:\n  - b: 1\n    c:\n      d: 2\n");
  expect(file?.positionOf(["a"])).toEqual({ line: 1, column: 1 });
  expect(file?.positionOf(["a", 0])).toEqual({ line: 2, column: 5 });
  expect(file?.positionOf(["a", 0, "c", "d"])).toEqual({ line: 4, column: 7 });
  expect(file?.positionOf(["a", 0, "c", "missing", 3])).toEqual({ line: 3, column: 5 });
  expect(file?.positionOf(["nowhere"])).toEqual({ line: 1, column: 1 });
  expect(parseYaml("f.yaml", "").file?.positionOf([])).toEqual({ line: 1, column: 1 });
});
