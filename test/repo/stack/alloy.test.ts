import { describe, it } from "vitest";
import { blocksNamed, component, inner, parseAlloy, unquote, unquoteAll } from "./alloy.ts";

const text = `
// a comment with { and "
logging { level = "warn" }

otelcol.exporter.otlp "tempo" {
  client {
    endpoint = "tempo:4317" // here
    tls { ca_file = "/pki/ca.crt" }
  }
  cache = {
    size = 1,
  }
  list = [
    \`a "raw" \\d\`,
    "a \\"quoted\\" one",
  ]
}
`;

describe("parseAlloy", () => {
  const blocks = parseAlloy(text);

  it("finds blocks with their labels", ({ expect }) => {
    expect(blocks.map(({ name, label }) => [name, label])).toEqual([
      ["logging", ""],
      ["otelcol.exporter.otlp", "tempo"],
    ]);
  });

  it("keeps comments out of values", ({ expect }) => {
    const client = inner(component(blocks, "otelcol.exporter.otlp.tempo"), "client");
    expect([...client.attributes]).toEqual([["endpoint", '"tempo:4317"']]);
  });

  it("reads values over several lines", ({ expect }) => {
    const { attributes } = component(blocks, "otelcol.exporter.otlp.tempo");
    expect(attributes.get("cache")).toBe("{size=1,}");
    expect(unquoteAll(attributes.get("list") ?? "")).toEqual(['a "raw" \\d', 'a "quoted" one']);
  });

  it("finds blocks at any depth and says where", ({ expect }) => {
    expect(blocksNamed(blocks, "tls").map(([path]) => path)).toEqual([
      "/otelcol.exporter.otlp tempo/client/tls",
    ]);
  });

  it("refuses what is no block", ({ expect }) => {
    expect(() => parseAlloy('logging "x" level')).toThrow('Cannot read block logging: "{" expected');
  });
});

it("unquote undoes both kinds of string", ({ expect }) => {
  expect([unquote('"a\\\\b"'), unquote("`a\\b`")]).toEqual(["a\\b", "a\\b"]);
});

it("a component or a block that is missing is named", ({ expect }) => {
  const blocks = parseAlloy(text);
  expect(() => component(blocks, "loki.write.x")).toThrow('Cannot find component "loki.write.x"');
  expect(() => inner(component(blocks, "logging"), "tls")).toThrow('Cannot find one block "tls"');
});
