import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { findUpstream } from "../differential/upstream.ts";
import { UPSTREAM_VERSION } from "../differential/upstream-version.ts";
import { findProgram } from "../harness/program.ts";

export interface Amtool {
  /** What it is called in tests. */
  readonly name: string;
  /** Undefined where this machine has none. */
  readonly program: string | undefined;
  readonly version: string;
}

/** The amtool of PATH, and that of the version which Farwatch follows. */
export async function findAmtools(): Promise<readonly Amtool[]> {
  const alertmanager = await followedAlertmanager();
  const followed = alertmanager === undefined ? undefined : join(dirname(alertmanager), "amtool");
  return [
    amtool("amtool of PATH", findProgram("amtool")),
    amtool(
      `amtool ${UPSTREAM_VERSION}`,
      followed !== undefined && existsSync(followed) ? followed : undefined,
    ),
  ];
}

/** The Alertmanager of that version; undefined where it can neither be found nor unpacked. */
export function followedAlertmanager(): Promise<string | undefined> {
  return findUpstream(process.env).catch(() => undefined);
}

function amtool(name: string, program: string | undefined): Amtool {
  if (program === undefined) return { name, program, version: "" };
  const said = execFileSync(program, ["--version"], { encoding: "utf8" });
  return { name, program, version: /^amtool, version ([0-9.]+)/m.exec(said)?.[1] ?? "" };
}
