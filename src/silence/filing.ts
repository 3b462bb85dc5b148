import type { Labels } from "../alert/labels.ts";
import type { Matcher } from "../alert/matcher.ts";
import { literalValues } from "./literal-values.ts";

/** Something that matches alerts by all of its matchers. */
interface Filed {
  readonly matchers: readonly Matcher[];
}

/**
 * Finds what may match an alert by the alert's own label values: each item is filed under the values that one of its
 * matchers allows, or apart when none names its values.
 */
export class Filing<Item extends Filed> {
  readonly #drawers = new Map<string, Set<Item>>();
  readonly #apart = new Set<Item>();
  readonly #keys = new Map<Item, readonly string[]>();

  add(item: Item): void {
    const keys = this.#rarestKeys(item.matchers);
    if (keys.length === 0) this.#apart.add(item);
    this.#keys.set(item, keys);
    for (const key of keys) {
      const drawer = this.#drawers.get(key);
      if (drawer === undefined) this.#drawers.set(key, new Set([item]));
      else drawer.add(item);
    }
  }

  delete(item: Item): void {
    this.#apart.delete(item);
    for (const key of this.#keys.get(item) ?? []) {
      const drawer = this.#drawers.get(key);
      drawer?.delete(item);
      if (drawer?.size === 0) this.#drawers.delete(key);
    }
    this.#keys.delete(item);
  }

  /** Everything that can match these labels, each once, and little else. */
  candidates(labels: Labels): Item[] {
    const candidates = [...this.#apart];
    // The keys of one item share a label name, and an alert has one value for it.
    for (const [name, value] of Object.entries(labels)) {
      const drawer = this.#drawers.get(keyOf(name, value));
      if (drawer !== undefined) candidates.push(...drawer);
    }
    return candidates;
  }

  // Most silences name `alertname`; values that fewer share spare more alerts a try.
  #rarestKeys(matchers: readonly Matcher[]): readonly string[] {
    const choices = matchers
      .map((matcher) => literalValues(matcher).map((value) => keyOf(matcher.name, value)))
      .filter((keys) => keys.length > 0);
    return choices.sort((a, b) => this.#crowd(a) - this.#crowd(b))[0] ?? [];
  }

  #crowd(keys: readonly string[]): number {
    return keys.reduce((sum, key) => sum + (this.#drawers.get(key)?.size ?? 0), 0);
  }
}

function keyOf(name: string, value: string): string {
  return JSON.stringify([name, value]);
}
