import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { COMPOSE_ARGS, runDocker } from "./docker.ts";
import { envValues, mountsOf } from "./mounts.ts";
import { outdated } from "./outdated.ts";
import type { Ascent, Stage, StageOutcome } from "./up-stage.ts";

/** What is said to Compose, after its name and the files of values. */
export const UP_ARGS = ["up", "-d", "--wait", "--remove-orphans"] as const;

/** Starts what is not running, and waits until all of it is healthy. */
export const composeStage: Stage = {
  name: "compose",
  async run({ project, io, isDryRun, isVerbose }) {
    const args = [...COMPOSE_ARGS, ...UP_ARGS];
    if (isDryRun) return { ok: true, summary: `would run docker ${args.join(" ")}` };
    const run = await runDocker(args, project.compose, io, isVerbose);
    if (run.kind === "done") return { ok: true, summary: "every service is up and healthy" };
    return { ok: false, problem: run.output, todo: run.todo };
  },
};

/** Prometheus and Alertmanager take everything new at this signal, certificates too, without a gap. */
const reloads: ReadonlySet<string> = new Set(["prometheus", "alertmanager"]);

/** `up` does not see what has changed in mounted files: a renewed certificate would lie there unread until it ends. */
export const reloadStage: Stage = {
  name: "reload",
  async run(ascent) {
    if (ascent.isDryRun) return { ok: true, summary: "would have running services read what has changed" };
    const found = await changedServices(ascent);
    if ("ok" in found) return found;
    const hang = found.filter((service) => reloads.has(service));
    const restart = found.filter((service) => !reloads.has(service));
    for (const [args, services] of [
      [["kill", "-s", "HUP"], hang],
      [["restart"], restart],
    ] as const) {
      const run = services.length === 0 ? undefined : await compose(ascent, [...args, ...services]);
      if (run?.kind === "failed") return { ok: false, problem: run.output, todo: run.todo };
    }
    return { ok: true, summary: found.length === 0 ? "nothing to read again" : found.join(", ") };
  },
};

/** Running services that started before the newest of the files that they mount. */
async function changedServices(ascent: Ascent): Promise<readonly string[] | StageOutcome> {
  const ids = await compose(ascent, ["ps", "-q"]);
  if (ids.kind === "failed") return { ok: false, problem: ids.output, todo: ids.todo };
  const running = ids.output.split("\n").filter((line) => /^[0-9a-f]{12,}$/.test(line));
  if (running.length === 0) return [];
  const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.State.StartedAt}}';
  const states = await docker(ascent, ["inspect", "--format", format, ...running]);
  if (states.kind === "failed") return { ok: false, problem: states.output, todo: states.todo };
  return outdated(ascent.project.compose, await mounts(ascent), startTimes(states.output));
}

function startTimes(text: string): ReadonlyMap<string, number> {
  const lines = text.split("\n").map((line) => line.split(" "));
  return new Map(lines.flatMap(([service, at]) => (service && at ? [[service, Date.parse(at)]] : [])));
}

async function mounts({ project }: Ascent) {
  const text = await readFile(join(project.compose, "compose.yaml"), "utf8");
  const env = envValues(await readFile(join(project.compose, ".env"), "utf8"));
  return mountsOf("compose.yaml", text, env, []);
}

function compose(ascent: Ascent, args: readonly string[]) {
  return docker(ascent, [...COMPOSE_ARGS, ...args]);
}

function docker({ project, io, isVerbose }: Ascent, args: readonly string[]) {
  return runDocker(args, project.compose, io, isVerbose);
}
