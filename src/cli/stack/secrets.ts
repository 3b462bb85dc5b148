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
  const looks = [
    ...files.map((path) => ({ path, judge: judgeFile })),
    ...folders.map((path) => ({ path, judge: judgeFolder })),
  ];
  const findings = await Promise.all(
    looks.map(async ({ path, judge }) => judge(relative(root, path), await modeOf(path))),
  );
  return findings.filter((finding) => finding !== undefined);
}

/** Compose mounts the file with the mode that it has, and a container reads it as its own user. */
function judgeFile(where: string, mode: number | undefined): Finding | undefined {
  if (mode === undefined) return { where, what: "is missing", todo: "write the secret into it" };
  if ((mode & 0o004) !== 0) return undefined;
  const what = "cannot be read by the container, which is another user";
  return { where, what, todo: `run: chmod 644 ${where}` };
}

/** So it is the folder that keeps everybody else on the machine away. */
function judgeFolder(where: string, mode: number | undefined): Finding | undefined {
  if (mode === undefined || (mode & 0o077) === 0) return undefined;
  const what = "lets others on this machine read the secrets in it";
  return { where, what, todo: `run: chmod 700 ${where}` };
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
