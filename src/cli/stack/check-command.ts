import type { Io } from "../check.ts";
import { refusePositionals } from "../command-line.ts";
import { findingLine } from "./finding.ts";
import { readInventory } from "./inventory.ts";
import { liveFindings } from "./live.ts";
import { parseStack } from "./project.ts";
import { standing } from "./standing.ts";

export const STACK_CHECK_USAGE = "usage: farwatch stack check [--inventory FILE] [--live] [--json]";

/** `farwatch stack check`: a line for each thing that is stale, missing or unwatched; 1 when there is one. */
export async function runStackCheck(args: string[], io: Io): Promise<number> {
  const line = parseStack("check", args, {
    live: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  if (line === "help") {
    io.stdout(`${STACK_CHECK_USAGE}\n`);
    return 0;
  }
  refusePositionals("stack check", line.positionals);
  const { project, values } = line;
  const inventory = readInventory(project.inventory);
  const findings = [
    ...(await standing(project, inventory, Date.now())),
    ...(values["live"] === true ? await liveFindings(project, inventory) : []),
  ];
  const ok = findings.length === 0;
  if (values["json"] === true) io.stdout(`${JSON.stringify({ ok, findings }, null, 2)}\n`);
  else io.stdout(`${[...findings.map(findingLine), summary(findings.length)].join("\n")}\n`);
  return ok ? 0 : 1;
}

function summary(count: number): string {
  if (count === 0) return "ok: everything of the inventory is rendered, certified and watched";
  return `failed: ${count} finding${count === 1 ? "" : "s"}`;
}
