import { resolvePlain } from "../go-yaml/resolve.ts";
import { parseYaml } from "../yaml.ts";

/** A scalar of the file as it stands there: what it means depends on the field that takes it. */
export class ScalarNode {
  readonly text: string;
  readonly isPlain: boolean;

  constructor(text: string, isPlain: boolean) {
    this.text = text;
    this.isPlain = isPlain;
  }
}

export type Node = ScalarNode | readonly Node[] | MapNode;

export interface MapNode {
  readonly [key: string]: Node | null | undefined;
}

const NULL = new ScalarNode("", true);

/** The file's root; undefined where the text is no YAML. */
export function parseNodes(text: string): Node | undefined {
  // The tree holds what the scalars are read as, in lists and mappings.
  return parseYaml("", text, (written, isPlain) => new ScalarNode(written, isPlain)).file?.value as
    | Node
    | undefined;
}

/** Absent is undefined; a key with nothing behind it is there, as null. */
export function member(node: Node | undefined, key: string): Node | undefined {
  return isMapNode(node) && Object.hasOwn(node, key) ? (node[key] ?? NULL) : undefined;
}

export function members(node: Node | undefined): readonly (readonly [key: string, node: Node])[] {
  return isMapNode(node) ? Object.entries(node).map(([key, value]) => [key, value ?? NULL]) : [];
}

export function items(node: Node | undefined): readonly Node[] {
  return isListNode(node) ? node.map((item: Node | null) => item ?? NULL) : [];
}

export function isNull(node: Node | undefined): boolean {
  return node instanceof ScalarNode && node.isPlain && resolvePlain(node.text) === null;
}

export function isListNode(node: Node | undefined): node is readonly Node[] {
  return Array.isArray(node);
}

export function isMapNode(node: Node | undefined): node is MapNode {
  return node !== undefined && !(node instanceof ScalarNode) && !Array.isArray(node);
}
