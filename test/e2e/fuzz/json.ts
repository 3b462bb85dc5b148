/** JSON as it can be written, not as it should be: keys may come twice, and a leaf is any text. */
export type Node =
  | { readonly leaf: string }
  | { readonly items: readonly Node[] }
  | { readonly entries: readonly Entry[] };

export type Entry = readonly [key: string, value: Node];

export function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) return { items: value.map(nodeOf) };
  if (typeof value !== "object" || value === null) return { leaf: JSON.stringify(value) };
  return { entries: Object.entries(value).map(([key, one]): Entry => [key, nodeOf(one)]) };
}

export function print(node: Node): string {
  if ("leaf" in node) return node.leaf;
  if ("items" in node) return `[${node.items.map(print).join(",")}]`;
  return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${print(value)}`).join(",")}}`;
}

/** How many nodes it has, itself among them. */
export function sizeOf(node: Node): number {
  return childrenOf(node).reduce((sum, child) => sum + sizeOf(child), 1);
}

/** The same with the node at this place, counted from the root as `sizeOf` counts, changed. */
export function changeAt(node: Node, place: number, change: (node: Node) => Node): Node {
  if (place === 0) return change(node);
  let before = 1;
  const changed = childrenOf(node).map((child) => {
    const size = sizeOf(child);
    const isHere = place >= before && place < before + size;
    const result = isHere ? changeAt(child, place - before, change) : child;
    before += size;
    return result;
  });
  return withChildren(node, changed);
}

function childrenOf(node: Node): readonly Node[] {
  if ("leaf" in node) return [];
  return "items" in node ? node.items : node.entries.map(([, value]) => value);
}

function withChildren(node: Node, children: readonly Node[]): Node {
  if ("leaf" in node) return node;
  if ("items" in node) return { items: children };
  return { entries: node.entries.map(([key, value], index): Entry => [key, children[index] ?? value]) };
}
