import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { envValues, mountsOf } from "../../../../src/cli/stack/mounts.ts";
import { ROOT } from "./inventories.ts";

const env = new Map([
  ["HOST_NAME", "nas-01"],
  ["EMPTY", ""],
]);

const mounts = (text: string, profiles: readonly string[] = []) =>
  mountsOf("x.yaml", text, env, profiles).map(({ service, path }) => `${service} ${path}`);

/** Here `@{NAME}` stands for a variable of the Compose file. */
const one = (volume: string) => mounts(`services: { a: { volumes: [${volume.replaceAll("@{", "${")}] } }`);

describe("mountsOf", () => {
  it.for([
    ['"./web:/etc/web:ro"', ["a web"]],
    ['"./web:/etc/web"', ["a web"]],
    ['"./pki/@{HOST_NAME:?}/otelcol:/pki:ro"', ["a pki/nas-01/otelcol"]],
    ['"./pki/@{HOST_NAME}/otelcol:/pki"', ["a pki/nas-01/otelcol"]],
    ['"./@{DIR:-some/where}:/x"', ["a some/where"]],
    ['"./@{EMPTY:-else}:/x"', ["a else"]],
    ["{ type: bind, source: ./web, target: /etc/web }", ["a web"]],
    ["{ type: tmpfs, target: /tmp }", []],
    ["data:/data", []],
    ["/etc/machine-id:/etc/machine-id:ro", []],
    [".:/source", []],
  ] as const)("of %s", ([volume, want], { expect }) => {
    expect(one(volume)).toEqual(want);
  });

  it.for(['"./@{NOBODY}/x:/x"', '"./@{NOBODY:?}/x:/x"', '"./@{EMPTY:?}/x:/x"'])(
    "names the value that %s lacks",
    (volume, { expect }) => {
      expect(() => one(volume)).toThrow(/Cannot read x.yaml: .env has no (?:NOBODY|EMPTY)/);
    },
  );

  it("leaves out services whose profile is off, and knows merged ones", ({ expect }) => {
    const text = `
x-base: &base
  volumes: [./base:/base]
services:
  a: { <<: *base }
  b: { <<: *base, profiles: [gpu] }
  c: { profiles: [gpu, docker], volumes: [./c:/c] }
  d: {}
`;
    expect(mounts(text)).toEqual(["a base"]);
    expect(mounts(text, ["docker"])).toEqual(["a base", "c c"]);
    expect(mounts(text, ["gpu"])).toEqual(["a base", "b base", "c c"]);
  });

  it("refuses what is no Compose file", ({ expect }) => {
    expect(() => mounts("services: 5")).toThrow("Cannot read x.yaml: ");
    expect(() => mounts("volumes: {}")).toThrow("Cannot read x.yaml: ");
  });

  it("finds the keys of every service that holds some in the shipped files", ({ expect }) => {
    const shipped = (file: string, profiles: readonly string[]) =>
      mountsOf(file, readFileSync(join(ROOT, "compose", file), "utf8"), env, profiles)
        .filter(({ path }) => path.startsWith("pki/nas-01/"))
        .map(({ service }) => service);
    expect(shipped("compose.yaml", [])).toEqual(
      expect.arrayContaining(["prometheus", "loki", "grafana-tunnel"]),
    );
    expect(shipped("agent.compose.yaml", [])).toEqual(["otelcol", "node-exporter"]);
    expect(shipped("agent.compose.yaml", ["gpu"])).toEqual(["otelcol", "node-exporter", "nvidia-gpu"]);
  });
});

describe("envValues", () => {
  it("reads names and values, whatever they hold", ({ expect }) => {
    const text = "# why\nA=1\nB=x=y # not a comment\r\nC=\n\n=none\nD\n";
    expect([...envValues(text)]).toEqual([
      ["A", "1"],
      ["B", "x=y # not a comment"],
      ["C", ""],
    ]);
  });
});
