import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { startAlertmanager } from "../harness/alertmanager.ts";
import type { Scene } from "../harness/scene.ts";
import { unpackDebian } from "./debian.ts";
import { checkVersion, UPSTREAM_VERSION } from "./upstream-version.ts";

/** Both link to themselves under this address, so that their payloads can be equal. */
export const EXTERNAL_URL = "https://alerts.example.test";

/** The Alertmanager to compare with: `ALERTMANAGER_BIN`, or Debian sid's, unpacked once into the user's cache folder. */
export async function findUpstream(env: NodeJS.ProcessEnv): Promise<string> {
  const program = env["ALERTMANAGER_BIN"] ?? (await unpacked(env));
  await checkVersion(program);
  return program;
}

async function unpacked(env: NodeJS.ProcessEnv): Promise<string> {
  const folder = join(cacheFolder(env), `alertmanager-${UPSTREAM_VERSION}`);
  const program = join(folder, "usr/bin/prometheus-alertmanager");
  if (existsSync(program)) return program;
  // Beside it first: what was broken off halfway must not look complete.
  const beside = `${folder}.${process.pid}`;
  try {
    await unpackDebian(beside, "prometheus-alertmanager", "sid");
    await checkVersion(join(beside, "usr/bin/prometheus-alertmanager"));
    await rename(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return program;
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "farwatch");
}

/** Starts Alertmanager on this configuration; its address. */
export async function startUpstream(scene: Scene, program: string, config: string): Promise<string> {
  // Until this has swept, a group that begins anew looks like the one before it: docs/differences.md, "new groups".
  const flags = ["--dispatch.maintenance-interval=50ms"];
  const { url } = await startAlertmanager(scene, { program, config, externalUrl: EXTERNAL_URL, flags });
  return url;
}
