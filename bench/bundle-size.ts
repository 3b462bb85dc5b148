import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a Worker may weigh on the free plan is 3 MiB; what the platform has to fetch and start is our own goal. */
export const MAX_BUNDLE_KIB = 300;

/** What `wrangler deploy` would upload, gzipped. */
export async function bundleKiB(): Promise<number> {
  const outdir = await mkdtemp(join(tmpdir(), "farwatch-bundle-"));
  try {
    return await bundleInto(outdir);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** The same, and the bundle is left in that folder. */
export async function bundleInto(outdir: string): Promise<number> {
  const wrangler = join(import.meta.dirname, "../node_modules/.bin/wrangler");
  const { stdout } = await run(wrangler, ["deploy", "--dry-run", "--outdir", outdir], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, NO_COLOR: "1" },
  });
  return gzippedKiB(stdout);
}

/** From wrangler's own words: `Total Upload: 1096.45 KiB / gzip: 296.01 KiB`. */
export function gzippedKiB(said: string): number {
  const size = /Total Upload: .*gzip: ([\d.]+) KiB/.exec(said)?.[1];
  if (size === undefined) throw new Error(`Cannot read the size of the bundle: ${said.slice(-300)}`);
  return Number(size);
}
