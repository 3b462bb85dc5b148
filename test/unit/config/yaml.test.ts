import { describe, expect, test } from "vitest";
import { parseYaml } from "../../../src/config/yaml.ts";
import { MAX_ALIASES } from "../../../src/config/yaml-tree.ts";

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
    ["a second document", "a: 1\n---\nb: 2", 2, 1, "multiple documents"],
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

  test("as many as the limit are expanded", () => {
    expect(read(list(MAX_ALIASES))).toMatchObject({ b: { length: MAX_ALIASES } });
  });

  test("one more is an error", () => {
    const { diagnostics } = parseYaml("f.yaml", list(MAX_ALIASES + 1));
    expect(diagnostics[0]?.message).toBe("Cannot parse YAML: the file expands more than 100 aliases");
  });

  test("a bomb is refused before it is expanded", () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`,
    );
    const { diagnostics } = parseYaml("f.yaml", ["l0: &l0 [x, x]", ...levels].join("\n"));
    expect(diagnostics[0]?.message).toContain("more than 100 aliases");
  });

  test("an alias inside its own anchor is refused", () => {
    const { diagnostics } = parseYaml("f.yaml", "a: &x [*x]");
    expect(diagnostics[0]?.message).toContain("more than 100 aliases");
  });
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
