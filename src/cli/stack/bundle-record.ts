import { createHash } from "node:crypto";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import { makePrivateFolder, PUBLIC_FILE, readIfThere, writeWhole } from "../files.ts";
import { archive, type Entry } from "./bundle-archive.ts";
import { bundleEntries } from "./bundle-files.ts";
import type { Host, Inventory } from "./inventory.ts";
import type { Project } from "./project.ts";

/** Remembers what the last archive of a host held, so that `stack up` can say who needs a new one. */
export async function noteBundled(project: Project, host: Host, entries: readonly Entry[]): Promise<void> {
  const path = recordOf(project, host);
  await makePrivateFolder(join(path, ".."));
  await writeWhole(path, `${digestOf(entries)}\n`, PUBLIC_FILE);
}

/** The remote hosts for which an archive made now would differ from the last. */
export async function unbundled(project: Project, inventory: Inventory): Promise<readonly Host[]> {
  const found = await Promise.all(
    inventory.agents.map(async (host) => {
      const noted = await readIfThere(recordOf(project, host));
      return noted?.trim() === (await currentDigest(project, inventory, host)) ? [] : [host];
    }),
  );
  return found.flat();
}

/** Empty when something is missing: then it differs in any case. */
async function currentDigest(project: Project, inventory: Inventory, host: Host): Promise<string> {
  try {
    return digestOf(await bundleEntries(inventory, project.compose, host));
  } catch (error) {
    if (error instanceof CliError) return "";
    throw error;
  }
}

function digestOf(entries: readonly Entry[]): string {
  return createHash("sha256").update(archive(entries)).digest("hex");
}

function recordOf({ root }: Project, { name }: Host): string {
  return join(root, ".farwatch/stack/bundled", `${name}.sha256`);
}
