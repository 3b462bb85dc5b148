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
} from "yaml";
import { resolveScalar } from "./scalar.ts";
import type { Path, Position, YamlFile } from "./yaml.ts";

/** Most aliases that one file may expand; the `yaml` package's own bound against "billion laughs". */
export const MAX_ALIASES = 100;

/** Reads nodes as plain values and remembers each node by its path, aliases and merges resolved. */
export class YamlTree {
  /** What the parser let pass, with its offset in the text. */
  readonly problems: { readonly offset: number; readonly message: string }[] = [];
  readonly #document: Document;
  #aliases = 0;
  /** The key or item that stands for each path. */
  readonly #marks = new Map<string, Node>();

  constructor(document: Document) {
    this.#document = document;
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
    if (isAlias(node)) return this.#readAlias(node, path);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return undefined;
    if (isMap(node)) return this.#readMap(node.items, path);
    return isSeq(node) ? this.#readList(node.items, path) : readScalar(node);
  }

  #readAlias(alias: Alias, path: Path): unknown {
    const problem = (message: string) => this.problems.push({ offset: alias.range?.[0] ?? 0, message });
    this.#aliases++;
    // Said once; each alias above the limit reads as nothing, so that the file is read to its end quickly.
    if (this.#aliases === MAX_ALIASES + 1) problem(`the file expands more than ${MAX_ALIASES} aliases`);
    if (this.#aliases > MAX_ALIASES) return undefined;
    const target = alias.resolve(this.#document);
    if (target === undefined) problem(`there is no anchor "${alias.source}" above this alias`);
    return this.#read(target, path);
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
      const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      const here = [...path, key];
      if (isNode(pair.key)) this.#marks.set(JSON.stringify(here), pair.key);
      define(map, key, this.#read(pair.value, here));
    }
    return map;
  }

  #merge(map: Record<string, unknown>, value: unknown, path: Path): void {
    for (const source of isSeq(value) ? [...value.items].reverse() : [value]) {
      const read = this.#read(source, path);
      if (typeof read === "object" && read !== null) Object.assign(map, read);
    }
  }
}

/** A plain null reads as absent, as Go leaves a null field unset. */
function readScalar(node: Scalar): unknown {
  const text = String(node.value ?? "");
  if (node.type !== Scalar.PLAIN || node.tag !== undefined) return text;
  return resolveScalar(text);
}

/** Plain assignment would let a key `__proto__` change the object instead of being reported as unknown. */
function define(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}
