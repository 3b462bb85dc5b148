import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UPSTREAM_VERSION, versionOf } from "../differential/upstream-version.ts";
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

/** The Alertmanager of that version, where it was named, or unpacked by `npm run e2e:differential`. */
export async function followedAlertmanager(): Promise<string | undefined> {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const unpacked = join(cache, `farwatch/alertmanager-${UPSTREAM_VERSION}/usr/bin/prometheus-alertmanager`);
  const program = process.env["ALERTMANAGER_BIN"] ?? unpacked;
  const version = await versionOf(program).catch(() => undefined);
  return version === UPSTREAM_VERSION ? program : undefined;
}

function amtool(name: string, program: string | undefined): Amtool {
  if (program === undefined) return { name, program, version: "" };
  const said = execFileSync(program, ["--version"], { encoding: "utf8" });
  return { name, program, version: /^amtool, version ([0-9.]+)/m.exec(said)?.[1] ?? "" };
}
