import type { Dice } from "../harness/dice.ts";
import { hostileLeaf, hostileRegex, hostileText, hostileTime, NAMES } from "./hostile.ts";
import { changeAt, type Entry, type Node, sizeOf } from "./json.ts";

/** One to three changes that know what JSON is. */
export function mutateNode(root: Node, dice: Dice): Node {
  let node = root;
  for (let left = dice.whole(1, 3); left > 0; left -= 1) {
    node = changeAt(node, dice.below(sizeOf(node)), (one) => mutateOne(one, dice));
  }
  return node;
}

function mutateOne(node: Node, dice: Dice): Node {
  if (dice.chance(0.15)) return replacement(dice);
  if ("leaf" in node) return replacement(dice);
  if ("items" in node) return { items: mutateItems(node.items, dice) };
  return { entries: mutateEntries(node.entries, dice) };
}

function replacement(dice: Dice): Node {
  const kind = dice.weighted({ leaf: 5, time: 3, regex: 2, text: 2 });
  if (kind === "leaf") return { leaf: hostileLeaf(dice) };
  if (kind === "time") return { leaf: JSON.stringify(hostileTime(dice)) };
  return { leaf: JSON.stringify(kind === "regex" ? hostileRegex(dice) : hostileText(dice)) };
}

function mutateItems(items: readonly Node[], dice: Dice): readonly Node[] {
  const at = dice.below(items.length + 1);
  switch (dice.weighted({ drop: 2, repeat: 2, many: 0.5, insert: 3, reverse: 1 })) {
    case "drop":
      return items.toSpliced(at, 1);
    case "repeat":
      return items.flatMap((item, index) => (index === at ? [item, item] : [item]));
    case "many":
      return items.flatMap((item) => Array<Node>(dice.whole(20, 70)).fill(item));
    case "insert":
      return items.toSpliced(at, 0, replacement(dice));
    case "reverse":
      return items.toReversed();
  }
}

function mutateEntries(entries: readonly Entry[], dice: Dice): readonly Entry[] {
  const at = dice.below(entries.length);
  switch (dice.weighted({ drop: 3, twice: 2, rename: 2, add: 3, many: 0.5, reverse: 1 })) {
    case "drop":
      return entries.toSpliced(at, 1);
    case "twice":
      return entries.flatMap((entry, index): Entry[] =>
        index === at ? [entry, [entry[0], replacement(dice)]] : [entry],
      );
    case "rename":
      return entries.map((entry, index): Entry => (index === at ? [dice.pick(NAMES), entry[1]] : entry));
    case "add":
      return entries.toSpliced(at, 0, [dice.pick(NAMES), replacement(dice)]);
    case "many":
      return [...entries, ...manyOf(dice)];
    case "reverse":
      return entries.toReversed();
  }
}

/** Past the bound on labels, annotations and matchers. */
function manyOf(dice: Dice): Entry[] {
  return Array.from({ length: dice.whole(60, 70) }, (_, index): Entry => [`l${index}`, { leaf: '"v"' }]);
}

/** One to four changes that know nothing. */
export function mutateBytes(bytes: Buffer, dice: Dice): Buffer {
  let changed = bytes;
  for (let left = dice.whole(1, 4); left > 0; left -= 1) changed = mutateOnce(changed, dice);
  return changed;
}

const BYTES = [0x00, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0xf0, 0x22, 0x5c, 0x7b, 0x5d, 0x2c, 0x0a, 0xef] as const;

function mutateOnce(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + dice.whole(1, 8));
  switch (dice.weighted({ flip: 4, set: 3, insert: 3, drop: 2, cut: 1, repeat: 1 })) {
    case "flip":
      return replaced(bytes, at, (byte) => byte ^ (1 << dice.below(8)));
    case "set":
      return replaced(bytes, at, () => dice.pick(BYTES));
    case "insert":
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([dice.pick(BYTES)]), bytes.subarray(at)]);
    case "drop":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case "cut":
      return bytes.subarray(0, at);
    case "repeat":
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
  }
}

function replaced(bytes: Buffer, at: number, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  if (at < copy.length) copy[at] = change(copy[at] ?? 0);
  return copy;
}
