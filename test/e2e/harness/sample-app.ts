import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Child, startChild, untilPrinted } from "./child.ts";
import { freePort } from "./free-port.ts";

export const SAMPLE = join(import.meta.dirname, "../../../compose/sample-app");

/** What a person would type, and `.ci/run` does. */
const INSTALL = "npm ci --prefix compose/sample-app";

/** The sample has packages of its own, which a fresh clone lacks: says so in a line, and installs them. */
export function ensureSamplePackages(): void {
  if (existsSync(join(SAMPLE, "node_modules/.package-lock.json"))) return;
  process.stderr.write(`e2e: the sample app lacks its packages; now: ${INSTALL}\n`);
  const { status, stderr } = spawnSync("npm", ["ci"], { cwd: SAMPLE, encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot install the sample app's packages (${INSTALL}): ${stderr}`);
}

export interface SampleApp {
  readonly url: string;
  readonly child: Child;
  stop(): Promise<number | string>;
}

/** The sample as `npm start` runs it, with these OTEL_* variables. */
export async function startSample(env: Readonly<Record<string, string>>): Promise<SampleApp> {
  ensureSamplePackages();
  const port = await freePort();
  const options = { cwd: SAMPLE, env: { PORT: `${port}`, ...env } };
  const child = await startChild(process.execPath, ["main.ts"], options);
  await untilPrinted(child, /Listening on/, "the sample to listen");
  return { url: `http://127.0.0.1:${port}`, child, stop: () => child.stop() };
}
