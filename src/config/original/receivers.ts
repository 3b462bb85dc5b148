import type { ReceiverKindConfig } from "../config.ts";
import type { YamlStruct, YamlValue } from "../go-yaml/value.ts";
import { UPSTREAM_KINDS } from "../receivers.ts";
import { type Field, list, mapOf, readFields, textOf } from "./field.ts";
import { globalFields } from "./global.ts";
import type { OriginalContext, OriginalKind } from "./kind.ts";
import { saysTheSame, withoutNewer } from "./newer.ts";
import { items, member, type Node } from "./node.ts";

/** `receivers`, each with the kinds that Alertmanager knows, in its order. */
export function receivers(
  kinds: readonly ReceiverKindConfig[],
  global: YamlStruct,
  routed: readonly string[],
): Field {
  const known = UPSTREAM_KINDS.flatMap((key) => kinds.filter((kind) => kind.key === key));
  return list((node) => {
    const name = textOf(member(node, "name"));
    const context = { global, isRouted: routed.includes(name) };
    const lists = known.map(({ key, original }) => [
      key,
      original && entries(member(node, key), original, context),
    ]);
    return { name, labels: labelsOf(node, name), ...Object.fromEntries(lists) };
  });
}

/** Its name is a label of every receiver, and goes without saying: amtool 0.25 knows no labels of receivers. */
function labelsOf(node: Node, name: string): YamlValue | undefined {
  const labels = mapOf(member(node, "labels"), textOf).set("name", name);
  return labels.size > 1 ? labels : undefined;
}

function entries(node: Node | undefined, kind: OriginalKind, context: OriginalContext) {
  if (items(node).length === 0) return undefined;
  const empty = entryOf(undefined, kind, { ...context, global: readFields(globalFields, undefined) });
  const here = entryOf(undefined, kind, context);
  // Where `global` says something of a field, the default is news.
  const newer = (kind.newer ?? []).filter((name) => saysTheSame(name, here, empty));
  return items(node).map((entry) => withoutNewer(entryOf(entry, kind, context), empty, newer));
}

function entryOf(node: Node | undefined, kind: OriginalKind, context: OriginalContext): YamlStruct {
  const read = readFields(kind.fields, node);
  const inherited = Object.entries(kind.inherits).map(([field, name]) => [
    field,
    read[field] ?? context.global[name],
  ]);
  const filled = { ...read, ...Object.fromEntries(inherited) };
  return kind.settle?.(filled, context) ?? filled;
}
