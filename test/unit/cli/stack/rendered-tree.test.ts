import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it } from "vitest";
import { differences, LIST, settle } from "../../../../src/cli/stack/rendered-tree.ts";
import { scratch } from "../scratch.ts";

const file = (path: string, content = path) => ({ path, content });
const [A, B, ENV] = [
  file("compose/rendered/a/web/x.yml"),
  file("compose/rendered/b/y.yml"),
  file("compose/.env"),
];

async function render(root: string, wanted: readonly { path: string; content: string }[]) {
  const found = await differences(root, wanted);
  await settle(root, found);
  return found.map(({ path, kind }) => `${kind} ${path}`).filter((line) => !line.endsWith(LIST));
}

async function place(root: string, path: string, content: string) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

async function tree(root: string) {
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  return names
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(root.length + 1))
    .sort();
}

describe("what is rendered", () => {
  it("is written once, and not again", async ({ expect }) => {
    const root = await scratch();
    expect(await render(root, [A, ENV])).toEqual([`missing ${A.path}`, `missing ${ENV.path}`]);
    expect(await differences(root, [A, ENV])).toEqual([]);
    expect(await readFile(join(root, A.path), "utf8")).toBe(A.content);
  });

  it("is written anew where it differs", async ({ expect }) => {
    const root = await scratch();
    await render(root, [A, B]);
    await place(root, A.path, "edited by hand");
    expect(await render(root, [A, file(B.path, "new")])).toEqual([`stale ${A.path}`, `stale ${B.path}`]);
    expect(await readFile(join(root, B.path), "utf8")).toBe("new");
  });

  it("is removed once nobody wants it, with the folders that it leaves empty", async ({ expect }) => {
    const root = await scratch();
    await render(root, [A, B]);
    expect(await render(root, [B])).toEqual([`unwanted ${A.path}`]);
    expect(await readdir(join(root, "compose/rendered"))).toEqual([".files", "b"]);
    expect(await differences(root, [B])).toEqual([]);
  });

  it("is looked for without changing anything", async ({ expect }) => {
    const root = await scratch();
    await render(root, [A, B]);
    const before = await tree(root);
    await differences(root, [file(B.path, "new"), ENV]);
    expect(await tree(root)).toEqual(before);
  });
});

describe("what others put there", () => {
  it("stays, in rendered/ and beside it", async ({ expect }) => {
    const root = await scratch();
    await render(root, [A, B]);
    await place(root, "compose/rendered/a/note.txt", "mine");
    await place(root, "compose/pki/a/server.key", "a key");
    await render(root, [B]);
    expect(await tree(root)).toEqual([
      "compose/pki/a/server.key",
      LIST,
      "compose/rendered/a/note.txt",
      B.path,
    ]);
  });

  it.for([
    ["a file outside", "compose/pki/a/server.key"],
    ["a way out of the folder", "compose/rendered/../pki/a/server.key"],
    ["the whole of it", "compose/rendered/"],
  ])("stays when the list of the run before names %s", async ([, path], { expect }) => {
    const root = await scratch();
    await render(root, [B]);
    await place(root, "compose/pki/a/server.key", "a key");
    await place(root, LIST, `${B.path}\n${path}\n`);
    await render(root, [B]);
    expect(await readFile(join(root, "compose/pki/a/server.key"), "utf8")).toBe("a key");
    expect(await readFile(join(root, B.path), "utf8")).toBe(B.content);
  });
});
