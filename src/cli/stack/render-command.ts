import type { Io } from "../check.ts";
import { refusePositionals } from "../command-line.ts";
import { type Inventory, readInventory } from "./inventory.ts";
import { type Project, parseStack } from "./project.ts";
import { renderAll } from "./render.ts";
import { type Difference, differences, LIST, settle } from "./rendered-tree.ts";
import { readSources } from "./sources.ts";

export const STACK_RENDER_USAGE = "usage: farwatch stack render [--inventory FILE] [--check]";

/** `farwatch stack render`: writes what follows from the inventory; with `--check` says what is stale, and 1. */
export async function runStackRender(args: string[], io: Io): Promise<number> {
  const line = parseStack("render", args, { check: { type: "boolean", default: false } });
  if (line === "help") {
    io.stdout(`${STACK_RENDER_USAGE}\n`);
    return 0;
  }
  refusePositionals("stack render", line.positionals);
  const isCheck = line.values["check"] === true;
  const { project } = line;
  const found = await staleFiles(project, readInventory(project.inventory));
  if (!isCheck) await settle(project.root, found);
  const told = found.filter(({ path }) => path !== LIST);
  for (const difference of told) io.stdout(`${isCheck ? staleText(difference) : doneText(difference)}\n`);
  return isCheck && told.length > 0 ? 1 : 0;
}

/** What a run of `stack render` would change. */
export async function staleFiles(project: Project, inventory: Inventory): Promise<readonly Difference[]> {
  const wanted = renderAll(inventory, await readSources(project, inventory));
  return differences(project.root, wanted);
}

/** What is to be said of the file. */
export function standingOf({ kind }: Difference): string {
  return kind === "unwanted" ? "is no longer wanted" : `is ${kind}`;
}

/** One difference as a sentence. */
export function staleText(difference: Difference): string {
  return `${difference.path} ${standingOf(difference)}`;
}

function doneText({ path, kind }: Difference): string {
  return `${{ missing: "Wrote", stale: "Changed", unwanted: "Removed" }[kind]} ${path}`;
}
