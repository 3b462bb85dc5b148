// node copy-sqlite.ts SOURCE COPY: the database as it is between two transactions, while others write to it.
import { backup, DatabaseSync } from "node:sqlite";

/** A batch holds a read lock; a writer between two of them makes the copy start again. */
const PAGES_A_BATCH = 10_000;
/** How long Grafana may hold its write lock before we give up. */
const BUSY_MS = 10_000;

const [source, copy] = process.argv.slice(2);
if (source === undefined || copy === undefined) throw new Error("usage: copy-sqlite.ts SOURCE COPY");

const database = new DatabaseSync(source, { readOnly: true, timeout: BUSY_MS });
await backup(database, copy, { rate: PAGES_A_BATCH });
database.close();

const copied = new DatabaseSync(copy, { readOnly: true });
const verdict = copied.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
copied.close();
if (verdict !== "ok") throw new Error(`Cannot use the copy of ${source}: ${String(verdict)}`);
