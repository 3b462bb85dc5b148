import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CliError, errorCode, reasonOf } from "../cli-error.ts";
import { readText } from "../files.ts";
import type { Inventory } from "./inventory.ts";
import type { Project } from "./project.ts";

export interface SourceFile {
  /** Of the file alone. */
  readonly name: string;
  readonly text: string;
}

/** Checked-in files of compose/ from which others are rendered. */
export interface Sources {
  /** Each image once, as NAME=image:tag@digest. */
  readonly versions: string;
  readonly alertmanager: string;
  readonly prometheus: string;
  readonly prometheusRules: readonly SourceFile[];
  readonly lokiRules: readonly SourceFile[];
  /** The authority of an edge that has one of its own. */
  readonly edgeCa?: string;
}

export async function readSources({ compose }: Project, inventory: Inventory): Promise<Sources> {
  const { ca } = inventory.edge;
  const edgeCa = ca === undefined ? undefined : await readCertificate(resolve(dirname(inventory.file), ca));
  return {
    versions: await readText(join(compose, "versions.env")),
    alertmanager: await readText(join(compose, "alertmanager/alertmanager.yml")),
    prometheus: await readText(join(compose, "prometheus/prometheus.yml")),
    prometheusRules: await readYamlFolder(join(compose, "prometheus/rules")),
    lokiRules: await readYamlFolder(join(compose, "loki/rules")),
    ...(edgeCa !== undefined && { edgeCa }),
  };
}

/** It is copied to where everybody may read it, so a key has no place in it. */
async function readCertificate(path: string): Promise<string> {
  const text = await readText(path);
  if (text.includes("-----BEGIN CERTIFICATE-----") && !text.includes("PRIVATE KEY")) return text;
  throw new CliError(`Cannot use ${path} as edge.ca: expected certificates in PEM and nothing else`);
}

/** The folder's YAML files by name, whatever order the system lists them in. */
export async function readYamlFolder(folder: string): Promise<readonly SourceFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    const reason = errorCode(error) === "ENOENT" ? "there is no such folder" : reasonOf(error);
    throw new CliError(`Cannot read ${folder}: ${reason}`);
  });
  const wanted = names.filter((name) => name.endsWith(".yaml")).sort();
  return Promise.all(wanted.map(async (name) => ({ name, text: await readText(join(folder, name)) })));
}
