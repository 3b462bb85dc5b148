import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { CliError } from "../cli-error.ts";
import { readIfThere, readText } from "../files.ts";
import type { Watching } from "./coverage.ts";
import type { Project } from "./project.ts";
import { readYamlFolder, type SourceFile } from "./sources.ts";

/** Reads from the checked-in files what is scraped, shown and watched. */
export async function readWatching({ compose }: Project): Promise<Watching> {
  const [prometheus, blackbox] = await Promise.all([
    readYaml(join(compose, "prometheus/prometheus.yml")),
    readYaml(join(compose, "blackbox/blackbox.yml")),
  ]);
  return {
    scraped: new Set(textsUnder(prometheus, "job_name")),
    panels: (await readDashboards(join(compose, "grafana/dashboards"))).flatMap((board) =>
      textsUnder(board, "expr"),
    ),
    alerts: (await readYamlFolder(join(compose, "prometheus/rules"))).flatMap(alertsIn),
    modules: new Set(Object.keys(mappingUnder(blackbox, "modules"))),
  };
}

async function readYaml(path: string): Promise<unknown> {
  const text = await readText(path);
  return parsed(path, () => parse(text));
}

function parsed(path: string, read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw new CliError(`Cannot parse ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readDashboards(folder: string): Promise<readonly unknown[]> {
  const names = await readdir(folder).catch(() => []);
  const paths = names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
  return Promise.all(
    paths.map(async (path) => {
      const text = await readIfThere(path);
      return parsed(path, () => JSON.parse(text ?? "null"));
    }),
  );
}

function alertsIn({ name, text }: SourceFile): readonly string[] {
  const { groups } = asMapping(parsed(name, () => parse(text)));
  const rules = asList(groups).flatMap((group) => asList(asMapping(group)["rules"]));
  return rules.flatMap((rule) => {
    const { alert, expr } = asMapping(rule);
    return alert === undefined ? [] : [String(expr)];
  });
}

/** Every text under that key, however deep. */
function textsUnder(node: unknown, key: string): readonly string[] {
  if (Array.isArray(node)) return node.flatMap((item) => textsUnder(item, key));
  return Object.entries(asMapping(node)).flatMap(([name, value]) =>
    name === key && typeof value === "string" ? [value] : textsUnder(value, key),
  );
}

function mappingUnder(node: unknown, key: string): Readonly<Record<string, unknown>> {
  return asMapping(asMapping(node)[key]);
}

function asList(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? node : [];
}

function asMapping(node: unknown): Readonly<Record<string, unknown>> {
  return typeof node === "object" && node !== null && !Array.isArray(node) ? { ...node } : {};
}
