import type { Section } from "../../config/section.ts";
import { networkProblem } from "./address.ts";
import { RESERVED } from "./inventory-hosts.ts";
import { operatorName } from "./inventory-schema.ts";
import { TAKEN_NAMES } from "./wiring-names.ts";

/** Reads `operators`. None may be named like a client or a host: tunnels admit clients by that very name. */
export function readOperators(section: Section, hosts: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const item of section.items()) {
    const name = item.value === undefined ? undefined : item.read(operatorName);
    const key = name?.toLowerCase() ?? "";
    if (item.value === undefined) item.error("Cannot read operators: expected a name, got nothing");
    if (name === undefined) continue;
    const quoted = JSON.stringify(name);
    if (names.some((other) => other.toLowerCase() === key)) item.error(`operator ${quoted} is named twice`);
    if (TAKEN_NAMES.has(key) || RESERVED.has(key) || hosts.includes(key)) {
      item.error(`Cannot use operator name ${quoted}: a host or a part of the stack has it`);
    }
    names.push(name);
  }
  return names;
}

/** Reads `lan`, one network or several. */
export function readLan(section: Section): readonly string[] {
  if (section.value === undefined) return [];
  const items = Array.isArray(section.value) ? section.items() : [section];
  if (items.length === 0) section.error("Cannot read lan: expected at least one network");
  return items.map((item) => {
    const problem = typeof item.value === "string" ? networkProblem(item.value) : "expected text";
    if (problem !== undefined) item.error(`Cannot use lan ${JSON.stringify(item.value)}: ${problem}`);
    return String(item.value).toLowerCase();
  });
}
