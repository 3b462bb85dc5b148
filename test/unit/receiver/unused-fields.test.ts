import { expect, it } from "vitest";
import { literalOf } from "../../../src/receiver/template.ts";
import { unusedFieldIssues } from "../../../src/receiver/unused-fields.ts";

const fields = { unused: { text: "ours stands there" }, literal: { name: "nobody is named" } };

it.for([
  [{}, []],
  [{ other: "{{ .X }}" }, []],
  [{ text: "x" }, ["text is not used: ours stands there"]],
  [{ text: { any: "value" } }, ["text is not used: ours stands there"]],
  [{ name: "literal" }, []],
  [{ name: 42 }, []],
  [{ name: "{{ .X }}" }, ["name holds a template, which is not executed here: nobody is named"]],
] as const)("of %j it warns: %j", ([node, messages]) => {
  const issues = unusedFieldIssues(node, fields);
  expect(issues.map(({ message }) => message)).toEqual(messages);
  expect(issues.every(({ severity, path }) => severity === "warning" && path.length === 1)).toBe(true);
});

it.for([
  [undefined, undefined],
  ["", undefined],
  ["{{ .X }}", undefined],
  ["a", "a"],
] as const)("the literal text of %j is %j", ([text, want]) => {
  expect(literalOf(text)).toBe(want);
});
