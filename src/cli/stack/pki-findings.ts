import { join } from "node:path";
import { isCurrent } from "../pki-standing.ts";
import type { Inventory } from "./inventory.ts";
import { edgeFaults, planStackPki } from "./pki.ts";
import { endText } from "./pki-fault.ts";
import { toldFault } from "./pki-report.ts";
import { CA_FOLDER, judgeOf } from "./pki-tree.ts";

/**
 * What is wrong with COMPOSE/pki, a sentence each: missing, near its end, of wrong names, owner or mode. What follows
 * "; " is what to do; where nothing does, `stack pki` mends it.
 */
export async function pkiFindings(
  inventory: Inventory,
  composeDir: string,
  now: number,
): Promise<readonly string[]> {
  const dir = join(composeDir, "pki");
  const steps = await planStackPki(inventory, dir, now);
  if (steps === undefined) return ["pki/ca/ca.crt is missing"];
  const findings = steps.map(({ path, reason }) => `pki/${path} ${reason}`);
  const edge = (await edgeFaults(inventory, dir, now)).map(toldFault);
  return [...(await authorityFindings(dir, now)), ...findings, ...edge];
}

/** Its key is never replaced by itself: each operator must then import a new .p12, and each host take a new bundle. */
async function authorityFindings(dir: string, now: number): Promise<readonly string[]> {
  const judge = await judgeOf(dir, now);
  if (judge === undefined || isCurrent(judge.ca, now)) return [];
  const ends = endText(judge.ca.validToDate.getTime(), now);
  return [`pki/${CA_FOLDER}/ca.crt ${ends}; move pki/${CA_FOLDER} away, and run \`farwatch stack up\``];
}
