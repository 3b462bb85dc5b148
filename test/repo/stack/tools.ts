import { execFileSync, spawnSync } from "node:child_process";
import { findProgram, foldersOf } from "../../e2e/harness/program.ts";

/** A program of the folders in STACK_TOOLS, where newer ones than the system's may lie, else of PATH. */
export function findTool(name: string): string | undefined {
  const folders = [process.env["STACK_TOOLS"], process.env["PATH"]].flatMap((path) => foldersOf(path));
  return findProgram(name, folders.filter(Boolean));
}

export interface Outcome {
  readonly status: number | null;
  /** Both streams, as a person sees them. */
  readonly text: string;
}

export function run(program: string, args: readonly string[], env?: Record<string, string>): Outcome {
  const options = { encoding: "utf8", env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(program, args, options);
  return { status, text: `${stdout}${stderr}` };
}

/** Compose 2 as a program of its own or as a plugin; the arguments that come before its own. */
export function findCompose(): readonly string[] | undefined {
  const forms = [["docker-compose"], ["docker", "compose"]];
  return forms
    .map(([name = "", ...args]) => [findTool(name) ?? "", ...args])
    .find(([program = "", ...args]) => program !== "" && isCompose2(program, args));
}

function isCompose2(program: string, args: readonly string[]): boolean {
  try {
    const version = execFileSync(program, [...args, "version", "--short"], {
      encoding: "utf8",
      stdio: "pipe",
    });
    return /^v?([2-9]|\d\d)\./.test(version);
  } catch {
    return false;
  }
}
