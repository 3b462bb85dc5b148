/** A block of Alloy's configuration: `otelcol.exporter.otlp "tempo" { ... }`. */
export interface AlloyBlock {
  readonly name: string;
  readonly label: string;
  /** As written, without the comments. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly blocks: readonly AlloyBlock[];
}

type Token = string;

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|\n|[A-Za-z_][\w.]*|[-+]?\d[\w.]*|[^\s]/g;

/** Reads what our file uses of the syntax: blocks, labels, attributes whose value is any expression. */
export function parseAlloy(text: string): AlloyBlock[] {
  const tokens = [...text.matchAll(token)].map(([found]) => found).filter((found) => !/^\/[/*]/.test(found));
  const reader = new Reader(tokens);
  return reader.body("", "").blocks.slice();
}

class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  body(name: string, label: string): AlloyBlock {
    const attributes = new Map<string, string>();
    const blocks: AlloyBlock[] = [];
    for (let found = this.#take(); found !== undefined && found !== "}"; found = this.#take()) {
      if (found === "\n") continue;
      if (this.#peek() === "=") attributes.set(found, this.#value());
      else blocks.push(this.#block(found));
    }
    return { name, label, attributes, blocks };
  }

  #block(name: string): AlloyBlock {
    const label = this.#peek()?.startsWith('"') ? unquote(this.#take() ?? "") : "";
    const brace = this.#take();
    if (brace !== "{") throw new Error(`Cannot read block ${name}: "{" expected, not "${brace}"`);
    return this.body(name, label);
  }

  /** Up to the end of the line or of the block, unless brackets are open. */
  #value(): string {
    this.#take();
    const value: Token[] = [];
    for (let depth = 0; ; ) {
      if (depth === 0 && this.#peek() === "}") return value.join("");
      const found = this.#take();
      if (found === undefined || (found === "\n" && depth === 0)) return value.join("");
      if (/^[[({]$/.test(found)) depth += 1;
      if (/^[\])}]$/.test(found)) depth -= 1;
      if (found !== "\n") value.push(found);
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #take(): Token | undefined {
    return this.#tokens[this.#next++];
  }
}

/** The text of a string literal; of a list of them, use `unquoteAll`. */
export function unquote(literal: string): string {
  return literal.startsWith("`") ? literal.slice(1, -1) : String(JSON.parse(literal));
}

export function unquoteAll(value: string): string[] {
  return [...value.matchAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/g)].map(([literal]) => unquote(literal));
}

/** Every block of that name, at any depth, with the names and labels of the blocks around it. */
export function blocksNamed(blocks: readonly AlloyBlock[], name: string, path = ""): [string, AlloyBlock][] {
  return blocks.flatMap((block) => {
    const here = `${path}/${block.name}${block.label && ` ${block.label}`}`;
    const found: [string, AlloyBlock][] = block.name === name ? [[here, block]] : [];
    return [...found, ...blocksNamed(block.blocks, name, here)];
  });
}

/** The top-level block, by the name with which other components refer to it. */
export function component(blocks: readonly AlloyBlock[], reference: string): AlloyBlock {
  const found = blocks.find(({ name, label }) => (label ? `${name}.${label}` : name) === reference);
  if (!found) throw new Error(`Cannot find component "${reference}"`);
  return found;
}

/** The block inside it, which must be there once. */
export function inner(block: AlloyBlock, ...names: readonly string[]): AlloyBlock {
  return names.reduce((outer, name) => {
    const [found, ...others] = outer.blocks.filter((candidate) => candidate.name === name);
    if (!found || others.length > 0)
      throw new Error(`Cannot find one block "${name}" in ${outer.name} ${outer.label}`);
    return found;
  }, block);
}
