import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../scratch.ts";

export interface StandIn {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The arguments of each call, in order. */
  calls(): readonly string[];
}

/** A program named docker, first on PATH, that notes how it is called and then runs `script`. */
export async function standInDocker(script: string): Promise<StandIn> {
  const dir = await scratch();
  const log = join(dir, "calls");
  mkdirSync(join(dir, "bin"));
  const program = join(dir, "bin/docker");
  writeFileSync(program, `#!/bin/sh\necho "$*" >>"${log}"\n${script}\n`);
  chmodSync(program, 0o755);
  return {
    env: { PATH: `${join(dir, "bin")}:/usr/bin:/bin` },
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : []),
  };
}
