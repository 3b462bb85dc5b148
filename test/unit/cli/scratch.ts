import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of this test's own, gone when it ends. */
export async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "fw-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
