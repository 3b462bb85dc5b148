import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ALERT_ROUTER_KEY, PROBER_KEY } from "../../../src/cli/worker-config.ts";

export const ROUTER_FILE = join("do", ALERT_ROUTER_KEY, "a1.sqlite");
export const PROBER_FILE = join("do", PROBER_KEY, "b2.sqlite");

/** A state folder as an edge leaves it: two databases, a key, a token, and what a start makes anew. */
export async function stateFolder(dir: string, routerVersion = 1): Promise<string> {
  const state = join(dir, "state");
  const folders = ["pki", "run", join("do", ALERT_ROUTER_KEY), join("do", PROBER_KEY)];
  for (const folder of folders) await mkdir(join(state, folder), { recursive: true });
  await writeFile(join(state, "pki/ca.key"), "the key", { mode: 0o600 });
  await writeFile(join(state, "pki/ca.crt.0a1b2c.draft"), "half a certi");
  await writeFile(join(state, "operator.token"), "the token\n", { mode: 0o600 });
  await writeFile(join(state, "run/worker.js"), "the worker");
  for (const [file, version] of [
    [ROUTER_FILE, routerVersion],
    [PROBER_FILE, 1],
  ] as const) {
    const database = new DatabaseSync(join(state, file));
    database.exec("PRAGMA journal_mode = WAL; CREATE TABLE schema_version (id INTEGER, version INTEGER)");
    database.prepare("INSERT INTO schema_version VALUES (1, ?)").run(version);
    database.exec("CREATE TABLE alerts (body TEXT); INSERT INTO alerts VALUES ('first')");
    database.close();
  }
  return state;
}

export function alertsIn(state: string): string[] {
  const database = new DatabaseSync(join(state, ROUTER_FILE), { readOnly: true });
  const rows = database.prepare("SELECT body FROM alerts ORDER BY rowid").all();
  database.close();
  return rows.map((row) => String(row["body"]));
}
