import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { transform } from "esbuild";

export const root = join(import.meta.dirname, "../..");

/** A file of the repository: its path from the folder that was asked for, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export function filesIn(folder: string, suffix: string): SourceFile[] {
  return (
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((path) => path.replaceAll("\\", "/"))
      // The sample app brings packages of its own.
      .filter((path) => path.endsWith(suffix) && !path.includes("node_modules/"))
      .sort()
      .map((path) => ({ path, text: readFileSync(join(root, folder, path), "utf8") }))
  );
}

export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** What runs: no types, no comments. */
export async function runningCode(text: string): Promise<string> {
  const { code } = await transform(text, { loader: "ts", target: "esnext", legalComments: "none" });
  return code;
}

export interface Import {
  /** As written. */
  readonly specifier: string;
  readonly isType: boolean;
}

const statement = /^(?:import|export)\s+(type\s+)?(?:[^"';]*?\bfrom\s+)?"([^"]+)"/gm;
const dynamic = /\bimport\(\s*"([^"]+)"\s*\)/g;

/** Every import and re-export of a file that the formatter has been over: statements start their line. */
export function importsOf(text: string): Import[] {
  const statements = [...text.matchAll(statement)].map(([, type, specifier = ""]) => {
    return { specifier, isType: type !== undefined };
  });
  const calls = [...text.matchAll(dynamic)].map(([, specifier = ""]) => ({ specifier, isType: false }));
  return [...statements, ...calls];
}

/** Where a local import leads, from the same folder as `path`; undefined for a package. */
export function targetOf(path: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.join(dirname(path), specifier) : undefined;
}
