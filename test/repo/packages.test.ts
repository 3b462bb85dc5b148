import { it } from "vitest";
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

it("lockfileFaults finds an address and a package without integrity", ({ expect }) => {
  const entry = { version: "1.0.0", resolved: "https://registry.example.org/a.tgz", integrity: "sha512-x" };
  const addressed = { packages: { "": {}, "node_modules/a": entry } };
  expect(lockfileFaults(JSON.stringify(addressed, null, 2))).not.toEqual([]);
  const unproven = { packages: { "": {}, "node_modules/a": { version: "1.0.0" } } };
  expect(lockfileFaults(JSON.stringify(unproven, null, 2))).toEqual(["node_modules/a has no integrity"]);
});
