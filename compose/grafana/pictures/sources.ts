import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, isProgram } from "../../../test/e2e/harness/program.ts";
import type { Sources } from "./ask.ts";
import { linesOfDay } from "./day/lines.ts";
import { loadDay } from "./load-day.ts";
import { Loki } from "./loki.ts";
import { Prometheus } from "./prometheus.ts";

/** Does work with a Prometheus and a Loki of its own that know the day. */
export async function withSources<T>(work: (sources: Sources) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "farwatch-boards-"));
  const prometheus = new Prometheus(folder);
  const loki = await Loki.start(findLoki(), folder);
  try {
    await loki.push(linesOfDay());
    await loadDay(prometheus);
    return await work({ prometheus, loki });
  } finally {
    await Promise.all([prometheus.stop(), loki.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function findLoki(): string {
  const named = process.env["LOKI"] ?? "";
  const program = isProgram(named) ? named : findProgram("loki");
  if (program === undefined) throw new Error("Cannot find Loki: neither LOKI names it nor is it in PATH");
  return program;
}
