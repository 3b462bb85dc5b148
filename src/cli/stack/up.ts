import type { Io } from "../check.ts";
import { CliError } from "../cli-error.ts";
import { refusePositionals } from "../command-line.ts";
import { unbundled } from "./bundle-record.ts";
import { readInventory } from "./inventory.ts";
import { parseStack } from "./project.ts";
import { composeStage, reloadStage } from "./up-compose.ts";
import type { Ascent, Stage, StageOutcome } from "./up-stage.ts";
import { checkStage, pkiStage, renderStage } from "./up-stages.ts";

export const STACK_UP_USAGE = "usage: farwatch stack up [--inventory FILE] [--dry-run] [--verbose]";

/** In order; the first that fails is the last that runs. */
const stages: readonly Stage[] = [
  {
    name: "inventory",
    run: async ({ inventory: { agents, services, operators } }) => ({
      ok: true,
      summary: `Bastion, ${agents.length} remote hosts, ${services.length} services, ${operators.length} operators`,
    }),
  },
  renderStage,
  pkiStage,
  checkStage,
  reloadStage,
  composeStage,
];

/** `farwatch stack up`: from the inventory to a running stack; 1 at the first stage that fails. */
export async function runStackUp(args: readonly string[], io: Io): Promise<number> {
  const line = parseStack("up", args, {
    "dry-run": { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  });
  if (line === "help") {
    io.stdout(`${STACK_UP_USAGE}\n`);
    return 0;
  }
  refusePositionals("stack up", line.positionals);
  const { project, values } = line;
  const ascent: Ascent = {
    project,
    inventory: readInventory(project.inventory),
    io,
    isDryRun: values["dry-run"] === true,
    isVerbose: values["verbose"] === true,
  };
  if (!(await ascend(stages, ascent))) return 1;
  for (const text of await farewell(ascent)) io.stdout(`${text}\n`);
  return 0;
}

/** Runs the stages in order; false when one has failed, and none after it has run. */
export async function ascend(stages: readonly Stage[], ascent: Ascent): Promise<boolean> {
  for (const stage of stages) if (!(await climb(stage, ascent))) return false;
  return true;
}

/** One line for the stage: its name while it runs, then how it went and how long it took. */
async function climb(stage: Stage, ascent: Ascent): Promise<boolean> {
  const { io } = ascent;
  const start = performance.now();
  io.stdout(stage.name.padEnd(NAME_WIDTH));
  const outcome = await attempt(stage, ascent);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (outcome.ok) {
    io.stdout(`${outcome.summary}  (${seconds} s)\n`);
    for (const note of outcome.notes ?? []) io.stdout(`${" ".repeat(NAME_WIDTH)}${note}\n`);
    return true;
  }
  io.stdout(`failed  (${seconds} s)\n`);
  if (outcome.problem !== "") io.stderr(`${outcome.problem}\n`);
  io.stderr(`What to do: ${outcome.todo}\n`);
  return false;
}

const NAME_WIDTH = "inventory  ".length;

async function attempt(stage: Stage, ascent: Ascent): Promise<StageOutcome> {
  try {
    return await stage.run(ascent);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { ok: false, problem: error.message, todo: "mend that, then run `farwatch stack up` again" };
  }
}

async function farewell({ project, inventory, isDryRun }: Ascent): Promise<readonly string[]> {
  if (isDryRun) return [];
  const hosts = await unbundled(project, inventory);
  const bundles = hosts.map(({ name }) => `farwatch stack bundle ${name}`);
  const url = `https://grafana.${inventory.domain}`;
  return [
    `Grafana is at ${url} (${inventory.bastion.address}), for browsers with an operator's .p12`,
    ...(bundles.length === 0
      ? []
      : [`Install anew on ${hosts.map(({ name }) => name).join(", ")}: ${bundles.join(", ")}`]),
  ];
}
