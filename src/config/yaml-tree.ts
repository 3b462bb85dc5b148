import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  Scalar,
  visit,
} from "yaml";
import { resolveScalar } from "./scalar.ts";
import type { Path, Position, YamlFile } from "./yaml.ts";

/**
 * Most nodes that the aliases of one file may stand for, against "billion laughs". Go's yaml.v2 counts nodes too, and
 * lets ten times as many pass; no file that a Worker can hold says so much.
 */
export const MAX_ALIASED_NODES = 40_000;

/** What a scalar is read as; it is plain without quotes and without a tag. */
export type ReadScalar = (text: string, isPlain: boolean) => unknown;

/** Reads nodes as plain values and remembers each node by its path, aliases and merges resolved. */
export class YamlTree {
  /** What the parser let pass, with its offset in the text. */
  readonly problems: { readonly offset: number; readonly message: string }[] = [];
  readonly #document: Document;
  readonly #readText: ReadScalar;
  readonly #targets: ReadonlyMap<Alias, Node>;
  /** Anchored nodes that are being read by way of an alias, and how many nodes were read so. */
  readonly #open = new Set<Node>();
  #aliased = 0;
  /** The key or item that stands for each path. */
  readonly #marks = new Map<string, Node>();

  constructor(document: Document, readScalar: ReadScalar = readResolved) {
    this.#document = document;
    this.#readText = readScalar;
    this.#targets = targetsOf(document);
  }

  read(): unknown {
    return this.#read(this.#document.contents, []);
  }

  toFile(name: string, value: unknown, lines: LineCounter): YamlFile {
    const positionOf = (path: Path): Position => {
      const { line, col } = lines.linePos(this.#nearest(path)?.range?.[0] ?? 0);
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    return { name, value, positionOf };
  }

  #nearest(path: Path): Node | null {
    for (let length = path.length; length > 0; length--) {
      const mark = this.#marks.get(JSON.stringify(path.slice(0, length)));
      if (mark !== undefined) return mark;
    }
    return this.#document.contents;
  }

  #read(node: unknown, path: Path): unknown {
    if (this.#open.size > 0) this.#aliased++;
    // Above the limit nodes read as nothing, so that the file is read to its end quickly.
    if (this.#aliased > MAX_ALIASED_NODES) return undefined;
    if (isAlias(node)) return this.#readAlias(node, path);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return undefined;
    if (isMap(node)) return this.#readMap(node.items, path);
    return isSeq(node) ? this.#readList(node.items, path) : this.#readScalar(node);
  }

  #readScalar(node: Scalar): unknown {
    return this.#readText(String(node.value ?? ""), node.type === Scalar.PLAIN && node.tag === undefined);
  }

  #readAlias(alias: Alias, path: Path): unknown {
    const target = this.#targets.get(alias);
    if (target === undefined) {
      return this.#problem(alias, `there is no anchor "${alias.source}" above this alias`);
    }
    if (this.#open.has(target)) return this.#problem(alias, `anchor "${alias.source}" contains itself`);
    const before = this.#aliased;
    this.#open.add(target);
    const value = this.#read(target, path);
    this.#open.delete(target);
    const isOver = before <= MAX_ALIASED_NODES && this.#aliased > MAX_ALIASED_NODES;
    if (!isOver || this.#open.size > 0) return value;
    return this.#problem(alias, `the file's aliases stand for more than ${MAX_ALIASED_NODES} nodes`);
  }

  #problem(node: unknown, message: string): undefined {
    this.problems.push({ offset: (isNode(node) ? node.range?.[0] : undefined) ?? 0, message });
  }

  #readList(items: readonly unknown[], path: Path): unknown[] {
    return items.map((item, index) => {
      const here = [...path, index];
      if (isNode(item)) this.#marks.set(JSON.stringify(here), item);
      return this.#read(item, here) ?? null;
    });
  }

  #readMap(pairs: readonly Pair[], path: Path): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    const isMerge = (pair: Pair) => isScalar(pair.key) && typeof pair.key.value === "symbol";
    // Own keys override what is merged, wherever the merge stands.
    for (const pair of pairs.filter(isMerge)) this.#merge(map, pair.value, path);
    for (const pair of pairs.filter((pair) => !isMerge(pair))) {
      const key = isScalar(pair.key) ? keyOf(pair.key) : String(pair.key);
      const here = [...path, key];
      if (isNode(pair.key)) this.#marks.set(JSON.stringify(here), pair.key);
      define(map, key, this.#read(pair.value, here));
    }
    return map;
  }

  #merge(map: Record<string, unknown>, value: unknown, path: Path): void {
    for (const source of isSeq(value) ? [...value.items].reverse() : [value]) {
      const read = this.#read(source, path);
      if (isMapping(read)) Object.assign(map, read);
      else this.#problem(source, "a merge takes a mapping, or a list of mappings");
    }
  }
}

/** What each alias stands for: the node that had its anchor last. Asking the document anew for each would walk it whole. */
function targetsOf(document: Document): ReadonlyMap<Alias, Node> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Value: (_, node) => {
      if (node.anchor !== undefined) anchored.set(node.anchor, node);
    },
    Alias: (_, alias) => {
      const target = anchored.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
  });
  return targets;
}

/** A plain null reads as absent, as Go leaves a null field unset. */
function readResolved(text: string, isPlain: boolean): unknown {
  return isPlain ? resolveScalar(text) : text;
}

/** A plain null for a key is the empty text, as in Go's maps. */
function keyOf({ type, value }: Scalar): string {
  const text = String(value);
  return type === Scalar.PLAIN && resolveScalar(text) === undefined ? "" : text;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Plain assignment would let a key `__proto__` change the object instead of being reported as unknown. */
function define(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}
