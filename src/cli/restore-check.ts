import { readdir } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA_VERSION } from "../router/schema.ts";
import { PROBER_SCHEMA_VERSION } from "../watch/prober-store.ts";
import { CliError } from "./cli-error.ts";
import { ALERT_ROUTER_KEY, PROBER_KEY } from "./worker-config.ts";

/** Newest version that this code opens, by the folder of the class in `do`. */
const versions: ReadonlyMap<string, number> = new Map([
  [ALERT_ROUTER_KEY, SCHEMA_VERSION],
  [PROBER_KEY, PROBER_SCHEMA_VERSION],
]);

/** Throws unless `folder` is a state that an edge of this code can start on. */
export async function refuseUnfit(archive: string, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const strange = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (strange !== undefined)
    throw new CliError(`Cannot restore ${archive}: ${strange.name} in it is neither file nor folder`);
  const databases = entries.filter(({ name }) => name.endsWith(".sqlite"));
  if (!databases.some(({ parentPath }) => parentPath.endsWith(join(sep, "do", ALERT_ROUTER_KEY))))
    throw new CliError(`Cannot restore ${archive}: it is no backup of an edge`);
  for (const { parentPath, name } of databases) {
    const fault = faultOf(join(parentPath, name), versions.get(basename(parentPath)));
    if (fault !== undefined) throw new CliError(`Cannot restore ${archive}: ${name} in it ${fault}`);
  }
}

/** Why the worker could not open a database, as the rest of a sentence. */
function faultOf(path: string, newest: number | undefined): string | undefined {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      if (database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"] !== "ok") return "is damaged";
      const version = versionOf(database);
      if (newest === undefined || version === undefined || version <= newest) return undefined;
      return `is of schema version ${version}: this code knows ${newest}; restore it with a newer one`;
    } finally {
      database.close();
    }
  } catch {
    return "is damaged";
  }
}

function versionOf(database: DatabaseSync): number | undefined {
  const has = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").get();
  if (has === undefined) return undefined;
  return Number(database.prepare("SELECT version FROM schema_version").get()?.["version"]);
}
