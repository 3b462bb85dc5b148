import { type Document, LineCounter, parseDocument, type YAMLError } from "yaml";
import type { Diagnostic } from "./config.ts";
import { type ReadScalar, YamlTree } from "./yaml-tree.ts";

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

/** Parses a file's first YAML document; syntax errors, duplicate keys, unknown tags and alias bombs are errors. */
export function parseYaml(name: string, text: string, readScalar?: ReadScalar): ParsedYaml {
  const lines = new LineCounter();
  // Every scalar stays text here: `resolveScalar` decides, closer to Go's yaml.v2 than this package's schemas.
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: "failsafe",
    merge: true,
    prettyErrors: false,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line, column: col };
  };
  const refuse = (offset: number, reason: string): Diagnostic => {
    return { severity: "error", ...at(offset), message: `Cannot parse YAML: ${reason}` };
  };

  const [faults, unread] = faultsOf(document);
  if (faults.length > 0) return { diagnostics: faults.map((fault) => refuse(fault.pos[0], sentence(fault))) };
  const tree = new YamlTree(document, readScalar);
  const value = tree.read();
  const problems = tree.problems.map(({ offset, message }) => refuse(offset, message));
  if (problems.length > 0) return { diagnostics: problems };
  const diagnostics = unread.map(({ pos }) => ({
    severity: "warning" as const,
    ...at(pos[0]),
    message: UNREAD,
  }));
  return { file: tree.toFile(name, value, lines), diagnostics };
}

const UNREAD = "this document and those after it are not read: Alertmanager, too, reads the first one alone";

/** What makes the file unreadable, and where its second document begins. */
function faultsOf({ errors, warnings }: Document): readonly [YAMLError[], YAMLError[]] {
  const isUnread = ({ code }: YAMLError) => code === "MULTIPLE_DOCS";
  return [[...errors.filter((fault) => !isUnread(fault)), ...warnings], errors.filter(isUnread)];
}

function sentence(fault: YAMLError): string {
  return fault.code === "DUPLICATE_KEY" ? "the same key twice in one mapping" : fault.message;
}
