import { spawn } from "node:child_process";
import type { Io } from "../check.ts";
import { errorCode } from "../cli-error.ts";

/** Kept of what docker says: the end of it holds the reason. */
export const MAX_DOCKER_OUTPUT_CHARS = 64 * 1024;

export type DockerRun =
  | { readonly kind: "done"; readonly output: string }
  | { readonly kind: "failed"; readonly output: string; readonly todo: string };

/** Both files, for versions.env is the one that people edit, and .env is what Compose would read alone. */
export const COMPOSE_ARGS = ["compose", "--env-file", "versions.env", "--env-file", ".env"] as const;

/** Runs `docker ARGS` in `cwd`; what it writes is shown at once when `isVerbose`, and else kept. */
export function runDocker(
  args: readonly string[],
  cwd: string,
  io: Io,
  isVerbose: boolean,
): Promise<DockerRun> {
  const child = spawn("docker", args, { cwd, env: io.env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const take = (chunk: Buffer) => {
    if (isVerbose) io.stderr(chunk.toString());
    output = (output + chunk.toString()).slice(-MAX_DOCKER_OUTPUT_CHARS);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(notStarted(error)));
    child.once("close", (code) => {
      if (code === 0) resolve({ kind: "done", output });
      else resolve({ kind: "failed", output: output.trimEnd(), todo: todoAfter(output) });
    });
  });
}

function notStarted(error: Error): DockerRun {
  const reason = errorCode(error) === "ENOENT" ? "there is no such program on PATH" : error.message;
  return {
    kind: "failed",
    output: `Cannot run docker: ${reason}`,
    todo: "install Docker Engine with its Compose plugin (https://docs.docker.com/engine/install)",
  };
}

/** By what docker says when it is not the stack that is at fault. */
function todoAfter(output: string): string {
  if (/not a docker command|unknown command: docker compose|unknown flag: --env-file/.test(output))
    return "install Docker's Compose plugin, version 2: https://docs.docker.com/compose/install/linux";
  if (/Cannot connect to the Docker daemon|docker daemon running/.test(output))
    return "start the engine: systemctl start docker";
  if (/permission denied.*docker/i.test(output)) return "run as root, or as a member of the group docker";
  return "see `docker compose ps`, and `docker compose logs --since 15m SERVICE` of what is not healthy";
}
