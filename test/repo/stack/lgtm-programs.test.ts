import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, it } from "vitest";
import { findProgram } from "../../e2e/harness/program.ts";
import { root } from "../source.ts";

const run = promisify(execFile);

const compose = join(root, "compose");
const env = { HOST_NAME: "bastion", DOMAIN: "lab", BASTION: "192.168.1.10" };

const alloyFile = join(compose, "alloy/config.alloy");
const verifications: readonly [string, () => readonly string[]][] = [
  ["loki", () => [`-config.file=${compose}/loki/loki.yaml`, "-config.expand-env=true", "-verify-config"]],
  ["tempo", () => [`-config.file=${compose}/tempo/tempo.yaml`, "-config.verify"]],
  ["alloy", () => ["validate", "--stability.level=public-preview", alloyFile]],
  ["alloy", () => ["fmt", "--test", alloyFile]],
  ["otelcol-contrib", () => ["validate", `--config=${compose}/otelcol/config.yaml`]],
];

describe.each(verifications)("%s", (name, args) => {
  const program = findProgram(name);
  const how = program ? "accepts our file" : "is not on PATH: its own check of our file is skipped";

  it.skipIf(!program)(`${how} (${args()[0]})`, { timeout: 60_000 }, async ({ expect }) => {
    await expect(run(program ?? "", args(), { env: { ...process.env, ...env } })).resolves.toBeDefined();
  });
});
