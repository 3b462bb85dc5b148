import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The version that Farwatch follows; another one may decide differently. */
export const UPSTREAM_VERSION = "0.33.1";

/** The version that a program calls its own; undefined when it is no Alertmanager. */
async function versionOf(program: string): Promise<string | undefined> {
  const { stdout, stderr } = await run(program, ["--version"]);
  return readVersion(`${stdout}\n${stderr}`);
}

/** Reads the first line of `alertmanager --version`, where Debian's builds have a suffix behind `+` or `-`. */
export function readVersion(text: string): string | undefined {
  return /^alertmanager, version ([0-9][0-9.]*)/m.exec(text)?.[1];
}

/** Throws one line that names both versions when the program is not the one to compare with. */
export async function checkVersion(program: string): Promise<void> {
  const found = await versionOf(program).catch((error: Error) => {
    throw new Error(`Cannot run ${program}: ${error.message.split("\n")[0]}`);
  });
  if (found === UPSTREAM_VERSION) return;
  const what = found === undefined ? "no Alertmanager" : `Alertmanager ${found}`;
  throw new Error(
    `Cannot compare with ${program}: it is ${what}, wanted is Alertmanager ${UPSTREAM_VERSION}`,
  );
}
