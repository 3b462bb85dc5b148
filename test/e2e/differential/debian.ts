import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const PACKAGES = "Created-By: Packages";

/**
 * Unpacks a package of another Debian suite into `folder`, without installing it: apt works on lists of its own there,
 * and asks the mirror that this machine is set up with.
 */
export async function unpackDebian(folder: string, packageName: string, suite: string): Promise<void> {
  const apt = join(folder, ".apt");
  for (const part of ["state/lists/partial", "cache/archives/partial"])
    await mkdir(join(apt, part), { recursive: true });
  const sources = join(apt, "sources.list");
  await writeFile(sources, `deb [signed-by=${KEYRING}] ${await mirror()} ${suite} main\n`);
  const options = optionsOf(apt, sources);
  await run("apt-get", [...options, "update"]);
  await run("apt-get", [...options, "download", packageName], { cwd: apt });
  const archive = (await readdir(apt)).find((name) => name.startsWith(`${packageName}_`));
  if (archive === undefined) throw new Error(`Cannot unpack ${packageName}: apt-get downloaded nothing`);
  await run("dpkg", ["-x", join(apt, archive), folder]);
}

function optionsOf(apt: string, sources: string): readonly string[] {
  const settings = {
    "Dir::State": join(apt, "state"),
    "Dir::Cache": join(apt, "cache"),
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": join(apt, "no-more-sources"),
    "Dir::State::status": "/var/lib/dpkg/status",
    // apt drops to a user of its own for downloads, who may not write into another's cache folder.
    "APT::Sandbox::User": "root",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** Where apt of this machine fetches Debian itself from. */
async function mirror(): Promise<string> {
  if (!existsSync(KEYRING)) throw new Error(`Cannot ask a Debian mirror: there is no ${KEYRING}`);
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(REPO_URI)", PACKAGES]);
  const found = stdout.split("\n").find((line) => /\/debian\/?$/.test(line));
  if (found === undefined) throw new Error("Cannot ask a Debian mirror: apt of this machine knows none");
  return found;
}
