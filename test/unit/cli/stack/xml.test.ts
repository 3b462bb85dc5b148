import { it } from "vitest";
import { element, xmlFile } from "../../../../src/cli/stack/xml.ts";

it("writes an element a line, and what XML reserves as entities", ({ expect }) => {
  const root = element("zone", { a: 'x<"&">' }, [element("short", {}, "a < b & c"), element("accept")]);
  expect(xmlFile("a comment", root)).toBe(`<?xml version="1.0" encoding="utf-8"?>
<!-- a comment -->
<zone a="x&lt;&quot;&amp;&quot;&gt;">
  <short>a &lt; b &amp; c</short>
  <accept/>
</zone>
`);
});
