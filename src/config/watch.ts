import type { EdgeConfig, HeartbeatConfig, SecretRef } from "./config.ts";
import { urlProblem } from "./field.ts";
import { readHeartbeats } from "./heartbeats.ts";
import { readModules } from "./modules.ts";
import { readProbes } from "./probes.ts";
import { chooseSecret } from "./secret.ts";
import type { Section } from "./section.ts";
import type { WatchContext } from "./watched.ts";

/** The sections of the edge file that belong to the outside watch; they refer to each other. */
export const WATCH_FIELDS = [
  "heartbeats",
  "modules",
  "probes",
  "external_heartbeat_url",
  "external_heartbeat_url_file",
] as const;

export type WatchConfig = Pick<EdgeConfig, "heartbeats" | "probes" | "externalHeartbeatUrl">;

/** The one field of the probes file. */
export const PROBES_FIELDS = ["probes"] as const;

/**
 * Reads them from the root of the edge file; `probesRoot` is the file whose probes are added, with the same modules.
 * `timeIntervals` are the names that the routing file defines.
 */
export function readWatch(
  root: Section | undefined,
  probesRoot: Section | undefined,
  timeIntervals: readonly string[] | undefined,
): WatchConfig {
  const context: WatchContext = { timeIntervals, taken: new Map() };
  const heartbeats = root === undefined ? [] : readHeartbeats(root.child("heartbeats"), context);
  const modules = readModules(root?.child("modules"));
  const lists = [root, probesRoot].flatMap((file) => file?.child("probes") ?? []);
  const probes = lists.flatMap((list) => readProbes(list, modules, context));
  for (const list of lists) warnOfLoneRoles(list, heartbeats);
  const externalHeartbeatUrl = root === undefined ? undefined : readExternalHeartbeat(root);
  return { heartbeats, probes, ...(externalHeartbeatUrl === undefined ? {} : { externalHeartbeatUrl }) };
}

function warnOfLoneRoles(probes: Section, heartbeats: readonly HeartbeatConfig[]): void {
  if (heartbeats.some(({ bastion }) => bastion)) return;
  const lone = Array.isArray(probes.value) ? probes.items().find((item) => item.has("role")) : undefined;
  lone?.warn('no heartbeat says "bastion: true": the verdict has only probes to go by', ["role"]);
}

/** No message quotes it: who has the URL can keep us alive. */
function readExternalHeartbeat(root: Section): SecretRef | undefined {
  const fields = typeof root.value === "object" && root.value !== null ? { ...root.value } : {};
  const { ref, issues } = chooseSecret(fields, "external_heartbeat_url");
  root.noteIssues(issues);
  const problem = ref !== undefined && "value" in ref ? urlProblem(ref.value) : undefined;
  if (problem === undefined) return ref;
  root.error(`Cannot use external_heartbeat_url: ${problem}`, ["external_heartbeat_url"]);
  return undefined;
}
