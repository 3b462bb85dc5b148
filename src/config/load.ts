import type { Config, Diagnostic, ReceiverKindConfig } from "./config.ts";
import { readEdge } from "./edge.ts";
import { readEdgeReceivers } from "./edge-receivers.ts";
import { deepFreeze } from "./freeze.ts";
import { readRouting } from "./routing.ts";
import { Section } from "./section.ts";
import { parseYaml } from "./yaml.ts";

export interface ConfigFile {
  /** As it shall appear in messages. */
  readonly name: string;
  readonly text: string;
}

export interface ConfigFiles {
  readonly routing: ConfigFile;
  readonly edge?: ConfigFile;
  /** Rendered from the stack's inventory: probes beside those of the edge file. */
  readonly probes?: ConfigFile;
}

export interface LoadedConfig {
  /** Absent when a diagnostic is an error. */
  readonly config?: Config;
  /** File by file, from top to bottom. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses and cross-checks the files; every finding is listed, not only the first. */
export function loadConfig(files: ConfigFiles, kinds: readonly ReceiverKindConfig[]): LoadedConfig {
  const diagnostics: Diagnostic[] = [];
  const root = open(files.routing, diagnostics);
  const written = root === undefined ? undefined : readRouting(root, kinds);
  const roots = { edge: open(files.edge, diagnostics), probes: open(files.probes, diagnostics) };
  const receivers = roots.edge && readEdgeReceivers(roots.edge.child("receivers"), kinds, written?.receivers);
  const routing = written && { ...written, receivers: receivers ?? written.receivers };
  const edge = readEdge(roots, routing);

  diagnostics.sort(byPlace(files));
  const failed = diagnostics.some(({ severity }) => severity === "error");
  if (failed || routing === undefined) return { diagnostics };
  return { config: deepFreeze({ ...routing, edge }), diagnostics };
}

function open(file: ConfigFile | undefined, diagnostics: Diagnostic[]): Section | undefined {
  if (file === undefined) return undefined;
  const parsed = parseYaml(file.name, file.text);
  diagnostics.push(...parsed.diagnostics);
  return parsed.file === undefined ? undefined : Section.root(parsed.file, diagnostics);
}

function byPlace(files: ConfigFiles): (a: Diagnostic, b: Diagnostic) => number {
  const order = [files.routing, files.edge, files.probes].map((file) => file?.name);
  const rank = ({ file }: Diagnostic) => order.indexOf(file);
  return (a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column;
}
