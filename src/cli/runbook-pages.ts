import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { CliError, reasonOf } from "./cli-error.ts";
import { runFiles } from "./worker-config.ts";

/** What `[assets]` of wrangler.toml uploads. */
const PAGES = join(import.meta.dirname, "../../runbooks/pages");

/** Copies the runbooks beside the bundle that knows of them: an upgrade under a running edge must not part the two. */
export async function copyRunbookPages(runDir: string): Promise<void> {
  const copy = join(runDir, runFiles.pages);
  try {
    await rm(copy, { recursive: true, force: true });
    await cp(PAGES, copy, { recursive: true });
  } catch (error) {
    throw new CliError(`Cannot copy the runbooks of ${PAGES}: ${reasonOf(error)}`);
  }
}
