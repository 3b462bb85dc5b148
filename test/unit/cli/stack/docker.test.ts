import { describe, it } from "vitest";
import { MAX_DOCKER_OUTPUT_CHARS, runDocker } from "../../../../src/cli/stack/docker.ts";
import { scratch } from "../scratch.ts";
import { recorder } from "./project-lab.ts";
import { standInDocker } from "./stand-in-docker.ts";

async function run(script: string, isVerbose = false) {
  const { env } = await standInDocker(script);
  const { io, told } = recorder(env);
  const cwd = await scratch();
  return { cwd, told, run: await runDocker(["compose", "ps"], cwd, io, isVerbose) };
}

describe("runDocker", () => {
  it("runs in the given folder with the given arguments, and keeps both outputs", async ({ expect }) => {
    const { run: found, cwd, told } = await run('pwd; echo "args $*"; echo aside >&2');
    if (found.kind !== "done") throw new Error(found.output);
    expect(found.output.split("\n").toSorted()).toEqual(["", "args compose ps", "aside", cwd].toSorted());
    expect(told).toEqual({ stdout: "", stderr: "" });
  });

  it("shows at once what docker says when asked to", async ({ expect }) => {
    const { told } = await run("echo pulling; echo failing >&2; exit 3", true);
    expect(told.stderr.split("\n").toSorted()).toEqual(["", "failing", "pulling"]);
  });

  it.for([
    ["docker: 'compose' is not a docker command.", "install Docker's Compose plugin"],
    ["unknown flag: --env-file", "install Docker's Compose plugin"],
    [
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "start the engine",
    ],
    ["permission denied while trying to connect to the Docker daemon socket", "run as root"],
    ["dependency failed to start: container farwatch-loki-1 is unhealthy", "see `docker compose ps`"],
  ] as const)("says what to do about %j", async ([text, want], { expect }) => {
    const { run: found } = await run(`echo "${text.replaceAll("`", "")}" >&2; exit 1`);
    if (found.kind !== "failed") throw new Error("it went well");
    expect(found.output).toBe(text);
    expect(found.todo).toContain(want);
  });

  it("says so in one line when there is no docker", async ({ expect }) => {
    const { io } = recorder({ PATH: await scratch() });
    expect(await runDocker(["compose", "ps"], await scratch(), io, false)).toEqual({
      kind: "failed",
      output: "Cannot run docker: there is no such program on PATH",
      todo: "install Docker Engine with its Compose plugin (https://docs.docker.com/engine/install)",
    });
  });

  it("keeps the end of a long output", async ({ expect }) => {
    const { run: found } = await run('head -c 200000 /dev/zero | tr "\\0" "x"; echo the reason; exit 1');
    expect(found.output).toHaveLength(MAX_DOCKER_OUTPUT_CHARS - 1);
    expect(found.output.endsWith("xthe reason")).toBe(true);
  });
});
