import { parseDuration } from "../duration.ts";
import { formatDuration } from "../format-duration.ts";
import { resolvePlain } from "../go-yaml/resolve.ts";
import type { Flow, YamlStruct, YamlValue } from "../go-yaml/value.ts";
import { MASK } from "../masked-secret.ts";
import { goUrl } from "./go-url.ts";
import { isListNode, isMapNode, isNull, items, member, members, type Node, ScalarNode } from "./node.ts";

/** How Alertmanager writes what it has read of a field; undefined where it leaves the field out. */
export type Field = (node: Node | undefined) => YamlValue | Flow | undefined;

/** The fields of a section in the order in which Alertmanager writes them. */
export type Fields = Readonly<Record<string, Field>>;

/** A section with all its defaults, given or not. */
export function readFields(fields: Fields, node: Node | undefined): YamlStruct {
  const read = Object.entries(fields).map(([name, field]) => [name, field(member(node, name))] as const);
  return Object.fromEntries(read);
}

/** A section that is left out where it is not given. */
export function section(fields: Fields, settle: (read: YamlStruct) => YamlStruct = (read) => read): Field {
  return (node) => (isGiven(node) ? settle(readFields(fields, node)) : undefined);
}

/** A section that is there with its defaults unless it is given as null. */
export function sectionByDefault(
  fields: Fields,
  settle: (read: YamlStruct) => YamlStruct = (read) => read,
): Field {
  return (node) => (node === undefined || isGiven(node) ? settle(readFields(fields, node)) : undefined);
}

/** A section that is left out where it says nothing. */
export function sectionIfSaid(fields: Fields): Field {
  return (node) => {
    const read = readFields(fields, node);
    return Object.values(read).every((value) => value === undefined || value === false) ? undefined : read;
  };
}

/** Left out when empty; null is empty, whatever the default. */
export function text(otherwise = ""): Field {
  return (node) => (node === undefined ? otherwise : textOf(node)) || undefined;
}

/** Written even when empty. */
export const textOrEmpty: Field = textOf;

export function flag(otherwise: boolean): Field {
  return (node) => (node === undefined ? otherwise : isTrue(node));
}

export const flagIfTrue: Field = (node) => isTrue(node) || undefined;

export const flagIfGiven: Field = (node) => (isGiven(node) ? isTrue(node) : undefined);

export const secret: Field = (node) => (textOf(node) === "" ? undefined : MASK);

/** Upstream keeps these by pointer: an empty one is there, and null. */
export const secretIfGiven: Field = (node) => (isGiven(node) ? maskOf(node) : undefined);

export const secretUrl: Field = (node) => (isGiven(node) ? MASK : undefined);

export function url(otherwise?: string): Field {
  return (node) => (node === undefined ? otherwise : isGiven(node) ? goUrl(textOf(node)) : undefined);
}

export function duration(otherwise: string): Field {
  return (node) => (node === undefined ? otherwise : durationOf(node));
}

export const durationIfGiven: Field = (node) => (isGiven(node) ? durationOf(node) : undefined);

export const whole: Field = (node) => {
  const value = node instanceof ScalarNode ? resolvePlain(node.text) : 0n;
  return typeof value === "bigint" ? value : 0n;
};

export const wholeUnlessZero: Field = (node) => whole(node) || undefined;

/** Left out when empty. */
export function list(item: (node: Node) => YamlValue): Field {
  return (node) => (items(node).length === 0 ? undefined : items(node).map(item));
}

/** Left out when empty. */
export function map(value: (node: Node) => YamlValue): Field {
  return (node) => (members(node).length === 0 ? undefined : mapOf(node, value));
}

export function mapOf(node: Node | undefined, value: (node: Node) => YamlValue): Map<string, YamlValue> {
  return new Map(members(node).map(([key, member]) => [key, value(member)]));
}

/** A value of any type. */
export function anyOf(node: Node): YamlValue {
  if (isListNode(node)) return items(node).map(anyOf);
  if (isMapNode(node)) return new Map(members(node).map(([key, value]) => [resolvePlain(key), anyOf(value)]));
  return node.isPlain ? resolvePlain(node.text) : node.text;
}

export function textOf(node: Node | undefined): string {
  return node instanceof ScalarNode && !isNull(node) ? node.text : "";
}

/** An item of a list of secrets. */
export function maskOf(node: Node | undefined): YamlValue {
  return textOf(node) === "" ? null : MASK;
}

export function isGiven(node: Node | undefined): node is Node {
  return node !== undefined && !isNull(node);
}

function isTrue(node: Node | undefined): boolean {
  return node instanceof ScalarNode && resolvePlain(node.text) === true;
}

function durationOf(node: Node): string {
  const parsed = parseDuration(textOf(node));
  return formatDuration(parsed.ok ? parsed.value : 0);
}
