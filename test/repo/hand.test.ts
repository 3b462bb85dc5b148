import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, it } from "vitest";
import { badHabits, foreignWords, MAX_LINES, switchedOff } from "./hand.ts";
import { filesIn, root, type SourceFile, textOf } from "./source.ts";

const here = /^test\/repo\//;

it("files of src hold one idea and say what it is", ({ expect }) => {
  expect(filesIn("src", ".ts").flatMap(badHabits)).toEqual([]);
});

it("nothing in src is exempt from the compiler or the linter", ({ expect }) => {
  expect(filesIn("src", ".ts").flatMap(switchedOff)).toEqual([]);
});

it("the linter refuses any and !", ({ expect }) => {
  const { linter } = JSON.parse(textOf("biome.json"));
  expect(linter.rules.suspicious.noExplicitAny).toBe("error");
  expect(linter.rules.style.noNonNullAssertion).toBe("error");
});

it("the compiler is strict", ({ expect }) => {
  const { compilerOptions } = JSON.parse(textOf("tsconfig.json"));
  const strict = { strict: true, noUncheckedIndexedAccess: true, erasableSyntaxOnly: true };
  expect(compilerOptions).toMatchObject(strict);
});

it("every file speaks of the project alone", ({ expect }) => {
  const own = projectFiles().filter(({ path }) => !here.test(path));
  expect(own.length).toBeGreaterThan(100);
  expect(own.flatMap(foreignWords)).toEqual([]);
});

/** What people read or wrote: without recorded payloads, the lockfile, and what an install or a run makes. */
function projectFiles(): SourceFile[] {
  const made = ["node_modules", ".git", ".wrangler", ".farwatch", "coverage", "dist"];
  const wanted = /^(?!test\/fixtures\/|package-lock\.json).*(?:\.(?:ts|md|ya?ml|toml|json|html|sh)$|^\.ci\/)/;
  return readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !made.includes(name))
    .flatMap((entry) => (entry.isDirectory() ? pathsIn(entry.name) : [entry.name]))
    .filter((path) => wanted.test(path))
    .map((path) => ({ path, text: textOf(path) }));
}

function pathsIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

describe("badHabits", () => {
  const cases = [
    ["a file that is too long", "alert/alert.ts", "\n".repeat(MAX_LINES + 1)],
    ["a drawer", "alert/utils.ts", ""],
    ["a drawer for types", "types.ts", ""],
    ["what is left to do", "alert/alert.ts", "// TODO: finish\n"],
    ["a private method", "router/x.do.ts", "class A { private async migrate(): Promise<void> {} }\n"],
    ["a private field", "router/x.do.ts", "class A { private readonly world = 1; }\n"],
    ["an import without extension", "alert/alert.ts", 'import { labelsKey } from "./labels";\n'],
  ] as const;

  it.for(cases)("finds %s", ([, path, text], { expect }) => {
    expect(badHabits({ path, text })).toHaveLength(1);
  });

  it("lets a file of just the longest length pass", ({ expect }) => {
    expect(badHabits({ path: "alert/alert.ts", text: "\n".repeat(MAX_LINES) })).toEqual([]);
  });

  it("lets a private address and a private key pass", ({ expect }) => {
    const text = "// Only private addresses.\nconst what = `it is not a private key: it is public`;\n";
    expect(badHabits({ path: "alert/alert.ts", text })).toEqual([]);
  });
});

describe("switchedOff", () => {
  it.for(["@ts-ignore", "@ts-expect-error", "@ts-nocheck", "biome-ignore lint/suspicious/noExplicitAny: x"])(
    "finds %s",
    (comment, { expect }) => {
      expect(switchedOff({ path: "alert/alert.ts", text: `// ${comment}\n` })).toHaveLength(1);
    },
  );
});

it("switchedOff lets a rule of taste give way to a reason", ({ expect }) => {
  const text = "// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed\n";
  expect(switchedOff({ path: "alert/alert.ts", text })).toEqual([]);
});

describe("foreignWords", () => {
  const cases = [
    "as the prompt says",
    "for later sessions",
    "a coding agent reads this",
    "see ../shared/facts",
    "in /work/main",
  ];

  it.for(cases)("finds a word in %s", (text, { expect }) => {
    expect(foreignWords({ path: "README.md", text })).not.toEqual([]);
  });

  const innocent = [
    "a TLS session is resumed",
    "the User-Agent header",
    "promptly",
    "a prompt answer",
    "/workers/limits",
  ];

  it.for(innocent)("lets %s pass", (text, { expect }) => {
    expect(foreignWords({ path: "README.md", text })).toEqual([]);
  });
});
