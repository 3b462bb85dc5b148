import { stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { errorCode } from "../cli-error.ts";
import { readIfThere } from "../files.ts";
import type { Finding } from "./finding.ts";
import type { Project } from "./project.ts";

const secretsSchema = z.object({ secrets: z.record(z.string(), z.object({ file: z.string() })) });

/** Files that compose.yaml mounts as secrets; only the operator has them. */
export async function secretFindings({ root, compose }: Project): Promise<readonly Finding[]> {
  const document: unknown = parse((await readIfThere(join(compose, "compose.yaml"))) ?? "");
  const { data } = secretsSchema.safeParse(document);
  const files = Object.values(data?.secrets ?? {}).map(({ file }) => join(compose, file));
  const folders = [...new Set(files.map(dirname))];
  const faults = [
    ...(await Promise.all(files.map(async (path) => ({ path, fault: fileFault(await modeOf(path)) })))),
    ...(await Promise.all(folders.map(async (path) => ({ path, fault: folderFault(await modeOf(path)) })))),
  ];
  return faults.flatMap(({ path, fault }) =>
    fault === undefined ? [] : [{ where: relative(root, path), ...fault(relative(root, path)) }],
  );
}

type Fault = (where: string) => Omit<Finding, "where">;

/** Compose mounts the file with the mode that it has, and a container reads it as its own user. */
function fileFault(mode: number | undefined): Fault | undefined {
  if (mode === undefined) return () => ({ what: "is missing", todo: "write the secret into it" });
  if ((mode & 0o004) !== 0) return undefined;
  return (where) => ({
    what: "cannot be read by the container, which is another user",
    todo: `run: chmod 644 ${where}`,
  });
}

/** So it is the folder that keeps everybody else on the machine away. */
function folderFault(mode: number | undefined): Fault | undefined {
  if (mode === undefined || (mode & 0o077) === 0) return undefined;
  return (where) => ({
    what: "lets others on this machine read the secrets in it",
    todo: `run: chmod 700 ${where}`,
  });
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
