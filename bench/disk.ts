import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PAUSE_MS } from "./latency.ts";

/** About what a new alert adds to SQLite's log. */
const APPENDED = Buffer.alloc(16_384);

/** Milliseconds that the disk takes to have something for good, one after the other: no alert is sent on before that. */
export async function syncLatencies(count: number): Promise<number[]> {
  const path = join(tmpdir(), `farwatch-disk-${process.pid}`);
  const file = await open(path, "w");
  try {
    const all: number[] = [];
    for (let index = 0; index < count; index++) {
      const from = performance.now();
      await file.appendFile(APPENDED);
      await file.sync();
      all.push(performance.now() - from);
      await sleep(PAUSE_MS);
    }
    return all;
  } finally {
    await file.close();
    await rm(path);
  }
}
