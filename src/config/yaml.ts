import { LineCounter, parseDocument, type YAMLError } from "yaml";
import type { Diagnostic } from "./config.ts";
import { YamlTree } from "./yaml-tree.ts";

export type Path = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed file that still knows where each value stood and how it was written. */
export interface YamlFile {
  readonly name: string;
  readonly value: unknown;
  /** Of the key or list item that `path` ends in, else of the nearest one above it. */
  positionOf(path: Path): Position;
}

export interface ParsedYaml {
  /** Absent when there are errors. */
  readonly file?: YamlFile;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses one YAML document; syntax errors, duplicate keys, unknown tags and alias bombs are errors. */
export function parseYaml(name: string, text: string): ParsedYaml {
  const lines = new LineCounter();
  // Every scalar stays text here: `resolveScalar` decides, closer to Go's yaml.v2 than this package's schemas.
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: "failsafe",
    merge: true,
    prettyErrors: false,
  });
  const found = (offset: number, message: string): Diagnostic => {
    const { line, col } = lines.linePos(offset);
    return { severity: "error", file: name, line, column: col, message: `Cannot parse YAML: ${message}` };
  };

  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { diagnostics: faults.map((fault) => found(fault.pos[0], sentence(fault))) };
  const tree = new YamlTree(document);
  const value = tree.read();
  const diagnostics = tree.problems.map(({ offset, message }) => found(offset, message));
  return diagnostics.length > 0 ? { diagnostics } : { file: tree.toFile(name, value, lines), diagnostics };
}

function sentence(fault: YAMLError): string {
  return fault.code === "DUPLICATE_KEY" ? "the same key twice in one mapping" : fault.message;
}
