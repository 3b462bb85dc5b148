import { describe, it } from "vitest";
import { lockfileFaults, looseVersions } from "./packages.ts";
import { textOf } from "./source.ts";

const manifest = JSON.parse(textOf("package.json"));

it("every dependency has one exact version", ({ expect }) => {
  expect(looseVersions(manifest)).toEqual([]);
});

it("the lockfile names no registry and proves every package", ({ expect }) => {
  expect(lockfileFaults(textOf("package-lock.json"))).toEqual([]);
});

it("the lockfile belongs to the manifest", ({ expect }) => {
  const own = JSON.parse(textOf("package-lock.json")).packages[""];
  expect(own.dependencies).toEqual(manifest.dependencies);
  expect(own.devDependencies).toEqual(manifest.devDependencies);
});

it.for(["^1.2.3", "~1.2.3", "1.x", "*", "latest", "github:a/b", ">=1.0.0"])(
  "looseVersions finds %s",
  (version, { expect }) => {
    expect(looseVersions({ dependencies: { a: version }, devDependencies: { b: "1.2.3-beta.1" } })).toEqual([
      `a ${version}`,
    ]);
  },
);

describe("lockfileFaults", () => {
  const integrity = "sha512-x";
  const faults = (entry: object) =>
    lockfileFaults(JSON.stringify({ packages: { "": {}, "node_modules/a": entry } }, null, 2));

  it("lets a proven package and a binary for elsewhere pass", ({ expect }) => {
    expect(faults({ version: "1.0.0", integrity })).toEqual([]);
    expect(faults({ version: "1.0.0", optional: true, os: ["darwin"] })).toEqual([]);
  });

  it("finds the address of a registry", ({ expect }) => {
    expect(faults({ resolved: "https://packages.example.org/a.tgz", integrity })).toHaveLength(1);
  });

  it("finds a package that nothing proves", ({ expect }) => {
    expect(faults({ version: "1.0.0" })).toEqual(["node_modules/a has no integrity"]);
    expect(faults({ version: "1.0.0", optional: true, os: ["linux"] })).toHaveLength(1);
  });

  it("finds a binary that `npm ci` would miss", ({ expect }) => {
    expect(faults({ integrity, optionalDependencies: { "a-darwin": "1.0.0" } })).toEqual([
      "node_modules/a wants a-darwin, which is not locked",
    ]);
  });
});
